"""
Where does the API listen?

Asked by the role, and before anything is started by ``tocsin run``, which would else start a
broker only to end it. Not here: who may come in (``access.py``).
"""

from __future__ import annotations

import socket

from streams.api_settings import Api
from streams.listening import cannot_listen
from streams.trouble import WRONG_SETUP, Trouble


def listening(settings: Api) -> socket.socket:
    """
    Return a socket that listens where *settings* say.

    Raises:
        Trouble: It cannot; no restart mends that.
    """
    host, port = settings.host, settings.port
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise Trouble(
            f"the API: {cannot_listen(host, port, error)}; end that, or set api.host and api.port "
            "in tocsin.toml (port 0 takes any that is free; api.enabled = false leaves it out)",
            code=WRONG_SETUP,
        ) from error
