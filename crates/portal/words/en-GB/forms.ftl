### What every form says.

form-problems = There is a problem
form-error-prefix = Error:
form-choose = Choose
