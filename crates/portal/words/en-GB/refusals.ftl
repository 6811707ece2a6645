### Words of the part: refusals.
