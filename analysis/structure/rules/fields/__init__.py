"""What the entries of each kind of section become."""
