"""What a piece of text is by itself: a date, a place, a role, a name, a way to reach somebody."""
