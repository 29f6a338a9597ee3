"""From a file to a Document. Pure: no Django, no database."""
