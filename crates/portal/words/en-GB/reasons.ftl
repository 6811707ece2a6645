### Words of the part: reasons.
