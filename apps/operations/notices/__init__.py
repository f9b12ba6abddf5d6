"""Telling the shops' people what the platform does; never their customers."""
