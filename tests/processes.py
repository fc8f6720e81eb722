"""What tests of real processes share."""

import socket


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nobody listens on at this moment."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    numbers = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return numbers
