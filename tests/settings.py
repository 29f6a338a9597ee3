"""The settings of the tests: the product's own, in a folder of their own, and without what only costs time."""

import os
from pathlib import Path

_data_dir = Path(os.environ.get("DATA_DIR") or Path(__file__).parent.parent / ".data").absolute()
if _data_dir.name != "test":  # a process that a test starts inherits it as it is
    os.environ["DATA_DIR"] = str(_data_dir / "test")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns where it is missing
