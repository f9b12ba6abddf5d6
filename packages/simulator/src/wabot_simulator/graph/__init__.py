"""The Graph endpoints a shop's program calls."""
