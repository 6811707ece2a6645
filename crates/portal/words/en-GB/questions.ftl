### Words of the part: questions.
