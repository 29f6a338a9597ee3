"""Which lines belong together, and what each section is about."""
