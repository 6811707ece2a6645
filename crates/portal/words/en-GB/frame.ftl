### Words of the part: frame.
