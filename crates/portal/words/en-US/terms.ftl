### What the United States say otherwise.

-governor = board member
-governors = board members
-maths = math
-Maths = Math
-programme = program
