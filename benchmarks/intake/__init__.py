"""How many webhooks one intake makes durable, and how soon it answers: `python -m benchmarks.intake`."""
