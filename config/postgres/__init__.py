"""Where the database is, and the embedded server where none is given."""
