"""Webhooks in: verified, split, durable before they are answered, whatever the journal's database does."""
