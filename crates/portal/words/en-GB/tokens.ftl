### The marks that stand in official tables where a figure is missing.
