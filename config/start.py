"""What the web server says when it starts: what is missing, and how many connections are needed."""

import logging
import sys

from django.conf import settings
from django.db import Error, connection
from gunicorn.arbiter import Arbiter

from analysis.management.demo_account import open_doors
from analysis.monitoring import installation
from config.postgres import budget

logger = logging.getLogger("config")
# On a development machine nobody wonders, unless something is wrong.
_TOLD = logging.DEBUG if settings.DEVELOPMENT else logging.INFO


def say_what_is_missing() -> None:
    """Log what an operator should mend, and how many connections all processes need together."""
    if (said := installation.static_files()) != installation.OK:
        logger.error("Pages come without style: %s", said)
    try:
        for said in (installation.encoding(), installation.schema()):
            if said != installation.OK:
                logger.error("Not ready: %s", said)
        say_connections()
    except Error:
        logger.warning("The database does not answer yet: what is missing there can't be told")
    finally:
        connection.close()


def refuse_open_doors() -> None:
    """End the web server where the accounts of the demonstration would let everybody in. Of a database that is away
    nobody knows."""
    try:
        said = open_doors()
    except Error:
        return
    finally:
        connection.close()
    if said:
        print(f"second-look can't start: {said}.", file=sys.stderr, flush=True)
        sys.exit(Arbiter.APP_LOAD_ERROR)  # the master then ends as well, instead of starting workers again


def say_connections() -> None:
    """Log how many connections a web server and a cluster may need together; a warning where fewer can be had."""
    needed, allowed = budget.needed(), budget.allowed()
    which = (
        f"{needed} connections to the database: {budget.of_web()} for the web (WEB_CONCURRENCY x DATABASE_POOL_SIZE), "
        f"{budget.of_cluster()} for each cluster (2 x ANALYSIS_WORKERS + {budget.CLUSTER_ITSELF})"
    )
    if allowed is None or needed <= allowed:
        logger.log(_TOLD, "Web and one cluster need at most %s", which)
    else:
        logger.warning(
            "Web and one cluster may need %s, and the server allows %d: raise max_connections, or lower these settings",
            which,
            allowed,
        )
