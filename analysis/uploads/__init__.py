"""How a file comes in: its size, its name and its form."""
