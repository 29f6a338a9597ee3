"""The rows of a document: its lines with what wraps put together again."""
