"""The rollback plan's own lines, as an operator types them, and what becomes of each."""
