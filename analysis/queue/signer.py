"""Whose deliveries these are. django-q2 signs what it queues with SECRET_KEY, and nobody else can read it."""

import hashlib

from django_q.conf import Conf


def signer() -> str:
    """A fingerprint of this process's SECRET_KEY, from which the key can't be found."""
    return hashlib.sha256(f"second-look queue {Conf.SECRET_KEY}".encode()).hexdigest()[:16]
