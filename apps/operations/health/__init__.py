"""Is the house well? Asked of each part from outside, within a second, whatever hangs."""
