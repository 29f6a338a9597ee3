"""The database backend: Django's for PostgreSQL, with connections that notice a silent server."""
