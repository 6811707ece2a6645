### Words of the part: cycles.
