"""Posts from outside, in whatever form they come, onto the bus."""
