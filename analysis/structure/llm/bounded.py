"""Run asynchronous work from synchronous code, under one deadline and a stop signal, and leave nothing behind."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.2
# How long cancelled work may take to close its sockets.
CLOSING_SECONDS = 1.0


class Stopped(Exception):
    """`should_stop` said so: the caller no longer wants the result. Not a failure of the work."""


class DeadlinePassed(Exception):
    """The work was not done in the seconds it had."""


def run_bounded(work: Coroutine[Any, Any, T], *, seconds: float, should_stop: Callable[[], bool]) -> T:
    """The result of `work`, or Stopped, or DeadlinePassed; in either case the work is cancelled first.

    The event loop runs in slices, in the calling thread: a signal's exception (a worker's time limit) ends the wait at
    once, and `should_stop` is called while no loop is running, so that it may use the database. Must not be called from
    inside a running event loop.
    """
    end = time.monotonic() + seconds
    loop = asyncio.new_event_loop()
    task = loop.create_task(work)
    try:
        while not task.done():
            if should_stop():
                raise Stopped
            left = end - time.monotonic()
            if left <= 0:
                raise DeadlinePassed
            loop.run_until_complete(asyncio.wait({task}, timeout=min(POLL_SECONDS, left)))
        return task.result()
    finally:
        _close(loop, task)


def _close(loop: asyncio.AbstractEventLoop, task: asyncio.Task[Any]) -> None:
    """Cancel what still runs, give it a moment to close its sockets, and close the loop.

    The default executor is not joined: a name look-up that hangs in it can't be cancelled, and must not
    hold the caller.
    """
    unfinished = asyncio.all_tasks(loop)
    for other in unfinished:
        other.cancel()
    try:
        if unfinished:
            loop.run_until_complete(asyncio.wait(unfinished, timeout=CLOSING_SECONDS))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        for done in {task, *unfinished}:
            if done.done() and not done.cancelled():
                done.exception()  # Seen: or asyncio would log it, with what it holds, when it is collected.
        loop.close()
