"""The accounts of a demonstration: `seed_demo` makes them, and `manage.py dev` says how to sign in."""

USERNAME = "demo"
PASSWORD = "second-look"  # noqa: S105 - meant to be known
# May use the admin. The same password.
STAFF_USERNAME = "operator"
