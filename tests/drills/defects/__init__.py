"""Releases that somebody could have shipped: `python -m tests.drills.defects NAME CHECKOUT` makes one of a checkout."""
