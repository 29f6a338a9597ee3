"""Correcting a profile: where a value stands, how it is written, and the form."""
