### Words of the part: results.
