"""The embedded stack: a real PostgreSQL and a real Redis out of wheels, and everything of ours beside them."""
