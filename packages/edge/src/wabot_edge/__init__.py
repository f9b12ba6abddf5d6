"""The edge: webhooks in, the journal, and the claims under which effects leave. Knows nothing of the platform."""
