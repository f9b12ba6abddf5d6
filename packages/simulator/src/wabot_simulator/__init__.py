"""A WhatsApp Cloud API on this machine, to try a bot in and to count with."""

__version__ = "0.1.0"
