"""The site below a folder of its host, where SCRIPT_NAME says so."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def below(folder: str, application: Application) -> Application:
    """The application as it is found below this folder, whether or not the proxy in front takes the folder off."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == folder or path.startswith(f"{folder}/"):
            environ["PATH_INFO"] = path.removeprefix(folder) or "/"
        environ["SCRIPT_NAME"] = folder
        return application(environ, start_response)

    return serve
