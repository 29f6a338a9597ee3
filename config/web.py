"""How gunicorn serves the site: `gunicorn --config python:config.web config.wsgi`. It listens on $PORT."""

import os
from typing import Any

from analysis.processes import die_with_parent

wsgi_app = "config.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8
control_socket_disable = True
limit_request_line = 8190  # the longest: what is longer never reaches the application, which answers it better
loglevel = "warning"


def post_fork(server: Any, worker: Any) -> None:
    """A worker must not outlive a master that was killed, and hold its port."""
    die_with_parent(worker.ppid)
