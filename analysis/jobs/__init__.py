"""How a job lives: what may be retried, the moves between states, checkpoints and the breaker."""
