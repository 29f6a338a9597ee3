"""The queue: a table of the same database, read by a broker of django-q2."""
