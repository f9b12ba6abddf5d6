"""Each rule of the journal taken out of a copy of the code, and the test that misses it."""
