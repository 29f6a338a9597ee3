"""Signing in, signing up, and what too many attempts come to."""
