"""Is everything that the schema implies true of the rows? Asked by query: constraints may have been dropped."""
