"""Append-only facts, and the claims that keep an effect from happening twice."""
