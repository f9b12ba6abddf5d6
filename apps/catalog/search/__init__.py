"""Finding products by what a customer typed, at a cost that does not grow with the shop."""
