"""Runs a function on something from a stranger in a process of its own, which may crash, loop or eat memory there.

    result = sandbox.run(extract_to_json, {"kind": kind}, file=path, limits=EXTRACT)

Three processes: the caller; a *zygote*, started once by each caller, single-threaded, with the libraries loaded,
without secrets in its environment and without a network; and for each call a child, which the zygote forks within
milliseconds, and which enters a cage (`cage`) before it looks at the stranger's file. The caller forks nothing, so that
it may have threads and database connections and be a daemon of multiprocessing. Each of the three dies with the one
above it.

What can go wrong becomes a StepFailure, permanent, since the same file would do it again:
    past its time, processor or memory limit, or too much output     too_large
    died of a signal, or of an exception that nobody expected         unreadable_file
    StepFailure raised by the function                                 as it was raised
    `should_stop()` said so                                            cancelled
    the zygote can't be started, or was lost twice                     internal_error, transient
"""

from analysis.sandbox.client import lacking, run
from analysis.sandbox.limits import Limits

__all__ = ["Limits", "lacking", "run"]
