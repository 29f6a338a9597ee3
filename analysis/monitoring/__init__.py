"""What operators see: log events, traces, metrics, health and statistics."""
