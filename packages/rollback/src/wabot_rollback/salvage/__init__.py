"""What a restored database does not have any more, row by row, and how it is got back."""
