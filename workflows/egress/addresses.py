"""Where a name leads, checked, and a connection to exactly that."""

import ipaddress
import socket
from typing import Any

from django.conf import settings

from workflows.egress.errors import AddressRefused
from workflows.egress.hurried import PlainSocket

CONNECT = 5.0  # seconds
GLOBAL_V6 = ipaddress.ip_network("2000::/3")  # RFC 4291 §2.4: all that is assigned
# Global by the letter, and yet a way to somewhere else: relays, tunnels, documentation.
NOT_GLOBAL = [
    ipaddress.ip_network(one)
    for one in (
        "192.0.0.0/24",
        "192.88.99.0/24",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
]

Address = tuple[socket.AddressFamily, tuple[Any, ...]]


def resolve(host: str, port: int, *, allowed_only: bool = False) -> list[Address]:
    """Return every address of `host`, each of them checked.

    Args:
        host: a name, or an address without brackets.
        port: put into each address.
        allowed_only: for what is not encrypted; the network must be allow-listed.

    Raises:
        AddressRefused: one of them is not public, nor allow-listed.
        OSError: there is no such name, or nobody who knows it.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses: list[Address] = [(one[0], one[4]) for one in found]
    for _family, (ip, *_rest) in addresses:
        if not _may_be_called(str(ip), allowed_only=allowed_only):
            raise AddressRefused
    return addresses


def connect(
    host: str, port: int, *, timeout: float = CONNECT, allowed_only: bool = False
) -> socket.socket:
    """Return a connection to `host`, made to an address that `resolve` has checked.

    Args:
        host: as for `resolve`.
        port: as for `resolve`.
        allowed_only: as for `resolve`.
        timeout: seconds for all of its addresses together; also the socket's own.

    Raises:
        AddressRefused: as `resolve` does.
        OSError: nobody there takes the connection.
    """
    addresses = resolve(host, port, allowed_only=allowed_only)
    failed: OSError = OSError("no address")
    for family, address in addresses:
        made = PlainSocket(family, socket.SOCK_STREAM)
        try:
            made.settimeout(timeout / len(addresses))
            made.connect(address)
        except OSError as error:
            made.close()
            failed = error
        else:
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            made.settimeout(timeout)
            return made
    raise failed


def _may_be_called(text: str, *, allowed_only: bool) -> bool:
    ip = ipaddress.ip_address(text)
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id:
            return False
        ip = ip.ipv4_mapped or ip
    if any(ip in network for network in settings.EGRESS_ALLOW):
        return True
    return not allowed_only and _is_global(ip)


def _is_global(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return (
        ip.is_global
        and not ip.is_multicast
        and (ip.version == 4 or ip in GLOBAL_V6)
        and not any(ip in network for network in NOT_GLOBAL)
    )
