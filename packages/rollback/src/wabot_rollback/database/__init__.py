"""Taking a whole database back: beside the one that serves, looked at there, and put in its place by its name."""
