"""`make chaos`: a real cluster and at least 200 jobs, while its processes are killed with -9, and PostgreSQL is crashed
or falls silent: a proxy in front of it swallows what it is sent.

    python -m tests.chaos [--jobs 200] [--seed N]

At the end every job is completed, or failed with a reason; no attempt ran to its end twice; every accepted retry has
exactly one attempt; no profile is missing or doubled; no upload is gone. Prints one table; the exit code is 1 where a
rule was broken.
"""
