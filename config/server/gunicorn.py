"""How gunicorn serves the site: `gunicorn --config python:config.server.gunicorn config.wsgi`. It listens on $PORT."""

import os
import socket
import struct
import sys
import threading
from importlib import import_module
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from analysis.worker.processes import die_with_parent

wsgi_app = "config.wsgi"
worker_class = "config.server.worker.Worker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))  # config.settings says what it may be
threads = int(os.environ.get("DATABASE_POOL_SIZE", "8"))  # each may need a connection
control_socket_disable = True
limit_request_line = 8190  # the longest: what is longer never reaches the application, which answers it better
loglevel = "warning"
# Seconds that an idle connection stays open. Longer than the proxies that reuse one wait (nginx and the load balancers
# of the large clouds: 60), so that none of them sends a request into a connection that is just being closed.
keepalive = 75

# Seconds that a client may send nothing, or take nothing, in the middle of a request. Without an end to its patience a
# handful of broken uploads would hold every thread.
SILENCE = 20


def on_starting(server: Any) -> None:
    """A setting that makes no sense stops the start with one line; each worker would say it, and be started again."""
    try:
        import_module("config.settings")
    except ImproperlyConfigured as error:
        sys.exit(f"second-look can't start: {error}")
    sys.modules.pop("config.settings")  # workers read it anew, as they do all else after SIGHUP


def when_ready(server: Any) -> None:
    """Every connection inherits these from the socket that it comes in by."""
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", SILENCE, 0))


def post_fork(server: Any, worker: Any) -> None:
    """A worker must not outlive a master that was killed, and hold its port."""
    die_with_parent(worker.ppid)


def post_worker_init(worker: Any) -> None:
    """The first worker of a start says for all of them what an operator forgot."""
    from config.start import refuse_open_doors, say_what_is_missing  # need Django, which the worker alone has loaded

    if worker.age == 1:
        refuse_open_doors()
        threading.Thread(target=say_what_is_missing, name="start", daemon=True).start()
