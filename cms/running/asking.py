"""Ask the processes of a run, by HTTP: do they answer, and is everything there?"""

import json
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from typing import Any

from cms.running.places import Port

SECONDS = 5.0  # for one answer
SAID = {200, 503}  # with which `/health/ready` says how things are


def answers(port: Port, path: str) -> bool:
    """Whether a web server answers there with anything but an error of its own."""
    status, _body = _ask(port, path)
    return 0 < status < 500


def is_all_there(web: Port, addresses: Sequence[Port]) -> bool:
    """Whether all is pressed and carried, and each address shows its front."""
    if not all(_ask(address, "/")[0] == 200 for address in addresses):
        return False
    status, body = _ask(web, "/health/ready")
    if status not in SAID:
        return False
    checks: dict[str, Any] = json.loads(body).get("checks", {})
    waiting = (("press", "unpressed_editions"), ("mirrors", "owed_files"))
    return not any(checks.get(name, {}).get(field, 1) for name, field in waiting)


def _ask(port: Port, path: str) -> tuple[int, bytes]:
    """Return status and body of the answer; 0 and nothing if there is none."""
    host = "127.0.0.1" if port.host == "0.0.0.0" else port.host  # noqa: S104 — compared
    connection = HTTPConnection(host, port.number, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": "localhost"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()
