"""Files that have no row: a process was killed after it had stored an upload and before it could commit the upload's
row.
"""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from analysis.models import UPLOADS, Upload

# A file may be without its row for as long as a transaction takes; this is far longer.
GRACE = timedelta(hours=1)
# Longer than workers, who look for them, are likely to be away.
DAYS = 7


def remove_stray_files() -> list[str]:
    """Delete the stray files of the last days; their names. Cheap: it looks into the folders of these days alone."""
    now = timezone.now()
    return [name for day in range(DAYS) for name in _strays(f"{UPLOADS}/{now - timedelta(days=day):%Y/%m/%d}")]


def _strays(folder: str) -> list[str]:
    if not default_storage.exists(folder):
        return []
    names = {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    known = set(Upload.objects.filter(file__startswith=folder).values_list("file", flat=True))
    old = timezone.now() - GRACE
    strays = [name for name in names - known if default_storage.get_modified_time(name) < old]
    for name in strays:
        default_storage.delete(name)
    return sorted(strays)
