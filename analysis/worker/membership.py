"""Names the cluster whose worker this process is. Attempts are claimed in that name, and handed back by it."""

# As the supervisor made it up, new for each start of a cluster; empty in a process that belongs to none.
cluster = ""


def name_of(supervisor: str, pid: int) -> str:
    """The name of the cluster that this supervisor started as this process."""
    return f"{supervisor}:{pid}"
