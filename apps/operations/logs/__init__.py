"""What processes write down about themselves: one event per log record, for the file, the screen and the table."""
