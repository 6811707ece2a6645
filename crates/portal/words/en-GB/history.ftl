### Words of the part: history.
