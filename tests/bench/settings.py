"""The product's settings, for databases that the bench has made: see `tests.bench.databases`."""

import os

from config.settings import *  # noqa: F403
from config.settings import DATABASES, Q_CLUSTER

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # hundreds of owners are made, and never sign in

if os.environ.get("BENCH_BROKER") == "stock":
    del Q_CLUSTER["broker_class"]
    SILENCED_SYSTEM_CHECKS = ["analysis.E001"]

for name in os.environ.get("BENCH_DATABASES", "").split():
    DATABASES[name] = DATABASES["default"] | {"NAME": name}
