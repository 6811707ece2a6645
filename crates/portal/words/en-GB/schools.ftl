### Words of the part: schools.
