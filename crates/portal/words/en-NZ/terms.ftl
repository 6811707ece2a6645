### What New Zealand says otherwise.

-governor = board member
-governors = board members
-family = whānau
