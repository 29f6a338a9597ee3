"""Django's development server as a child of `manage.py dev`: `python -m config.server.reload ADDRESS`.

It restarts itself in a process of its own when code changes; both must not outlive the one who started them.
"""

import os
import sys

from django.core.management import execute_from_command_line

from analysis.worker.processes import die_with_parent

if __name__ == "__main__":
    die_with_parent(os.getppid())
    execute_from_command_line(["manage.py", "runserver", sys.argv[1]])
