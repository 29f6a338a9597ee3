"""The entries of a section: where each begins, and which part of its head says what."""
