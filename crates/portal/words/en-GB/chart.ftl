### Words of the part: chart.
