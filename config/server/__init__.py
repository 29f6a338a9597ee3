"""The web server, and the one command that starts everything for development."""
