"""A profile as a PDF and as plain text."""
