"""A customer who does not exist writes to a shop: the whole pipeline runs, and nothing is sent to anybody."""
