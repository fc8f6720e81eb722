"""Every port and address of a run, checked before anything starts."""

import errno
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass

from cms.running.refusals import PortShared, PortTaken, PortUnusable

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Port:
    """A port that a run will listen on, who wants it, and how to choose another."""

    who: str
    variable: str
    host: str
    value: str

    @property
    def number(self) -> int:
        """The port as a number.

        Raises:
            PortUnusable: it is none, or out of range.
        """
        if self.value.isdecimal() and 0 < int(self.value) < 65536:
            return int(self.value)
        raise PortUnusable(self.value, variable=self.variable, reason="no port number")


def ports(environment: Mapping[str, str]) -> tuple[Port, Port, Port]:
    """Return the ports of the web process, the primary address and the second."""
    host = environment.get("MASTHEAD_WEB_HOST") or HOST

    def port(who: str, variable: str, default: str, host: str = HOST) -> Port:
        return Port(who, variable, host, environment.get(variable) or default)

    return (
        port("the web process", "MASTHEAD_WEB_PORT", "8000", host),
        port("the primary address", "MASTHEAD_PRIMARY_PORT", "8101"),
        port("the second mirror", "MASTHEAD_MIRROR_PORT", "8102"),
    )


def check(wanted: tuple[Port, ...]) -> None:
    """Listen on each port for an instant.

    Raises:
        PortTaken, PortShared, PortUnusable: one sentence, naming port and variable.
    """
    seen: dict[int, str] = {}
    for port in wanted:
        if port.number in seen:
            variables = (seen[port.number], port.variable)
            raise PortShared(port.number, variables=variables)
        seen[port.number] = port.variable
        _listen(port)


def _listen(port: Port) -> None:
    family = socket.AF_INET6 if ":" in port.host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            # As every server does, else a port closed a second ago counts as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((port.host, port.number))
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                port.number, who=port.who, variable=port.variable
            ) from error
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise PortUnusable(
            port.value, variable=port.variable, reason=f"{port.host}: {reason}"
        ) from error


def environment_of_a_run(
    environment: Mapping[str, str], *, home: str
) -> dict[str, str]:
    """Return what every service of a run is told, defaults spelled out."""
    web, primary, second = ports(environment)
    told = {
        "MASTHEAD_HOME": home,
        "MASTHEAD_WEB_HOST": web.host,
        "MASTHEAD_WEB_PORT": web.value,
        "MASTHEAD_PRIMARY_PORT": primary.value,
        "MASTHEAD_MIRROR_PORT": second.value,
        "PYTHONUNBUFFERED": "1",
    }
    defaults = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.demo",
        "MASTHEAD_PRIMARY_URL": f"http://localhost:{primary.value}",
        "MASTHEAD_ADMIN_URL": f"http://localhost:{web.value}",
    }
    return told | {name: environment.get(name) or defaults[name] for name in defaults}
