"""Flat illustrations drawn by code, so that the demo shops need nobody's photographs."""
