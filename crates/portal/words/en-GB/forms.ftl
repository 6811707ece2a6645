### Words of the part: forms.
