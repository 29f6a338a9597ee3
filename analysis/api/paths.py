"""The addresses below `/api/analysis/`, in the order of their declaration."""

from analysis.api import retrying, views  # noqa: F401 - declare their calls
from analysis.api.declare import OPERATIONS

PATHS = list(dict.fromkeys(each.path for each in OPERATIONS))
