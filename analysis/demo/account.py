"""The demo account: `seed_demo` makes it, and `manage.py dev` says how to sign in."""

USERNAME = "demo"
PASSWORD = "second-look"  # noqa: S105 - meant to be known
