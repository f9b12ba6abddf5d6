"""What Prometheus reads at /metrics: counts of all processes of this host, and figures read when it asks."""
