"""Only public addresses are dialed, and exactly the one that was checked."""

import socket
from ipaddress import ip_network

import pytest
from django.test import override_settings

from workflows import egress

LOOPBACK = [ip_network("127.0.0.0/8")]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "0.0.0.0",  # noqa: S104 — a target, not where anything listens
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::a00:1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fec0::1",
        "ff0e::1",
    ],
)
def test_what_is_not_public_is_refused_however_it_is_written(host):
    with override_settings(EGRESS_ALLOW=[]), pytest.raises(egress.AddressRefused):
        egress.resolve(host, 443)


@pytest.mark.parametrize("host", ["9.9.9.9", "2620:fe::9", "::ffff:9.9.9.9"])
def test_a_public_address_is_checked_and_returned(host):
    with override_settings(EGRESS_ALLOW=[]):
        ((_, address),) = egress.resolve(host, 443)
    assert address[:2] == (host, 443)


def test_a_name_with_one_private_answer_among_public_ones_is_refused(names):
    names["mixed.example"] = ["9.9.9.9", "10.0.0.1"]
    with override_settings(EGRESS_ALLOW=LOOPBACK), pytest.raises(egress.AddressRefused):
        egress.resolve("mixed.example", 443)


def test_a_network_of_the_operators_own_is_allowed_and_its_neighbors_are_not():
    with override_settings(EGRESS_ALLOW=[ip_network("10.20.0.0/16")]):
        assert egress.resolve("10.20.3.4", 443)
        assert egress.resolve("::ffff:10.20.3.4", 443)
        with pytest.raises(egress.AddressRefused):
            egress.resolve("10.21.0.1", 443)


def test_what_is_not_encrypted_goes_to_allowed_networks_only():
    with override_settings(EGRESS_ALLOW=LOOPBACK):
        assert egress.resolve("127.0.0.1", 80, allowed_only=True)
        with pytest.raises(egress.AddressRefused):
            egress.resolve("9.9.9.9", 80, allowed_only=True)


def test_a_resolver_that_changes_its_mind_is_asked_once_and_never_obeyed(monkeypatch):
    """DNS rebinding: allowed at first, then the address of something else."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_server(("127.0.0.2", 0)) as other,
    ):
        answers = iter([server.getsockname(), other.getsockname()])
        monkeypatch.setattr(
            socket,
            "getaddrinfo",
            lambda *_, **__: [
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", next(answers))
            ],
        )
        only = [ip_network("127.0.0.1/32")]
        with override_settings(EGRESS_ALLOW=only):
            with egress.connect("rebinding.example", 443) as connection:
                assert connection.getpeername() == server.getsockname()
            with pytest.raises(egress.AddressRefused):
                egress.connect("rebinding.example", 443)
        other.settimeout(0.1)
        with pytest.raises(TimeoutError):
            other.accept()


def test_the_next_address_is_tried_where_nobody_answers(names):
    with socket.create_server(("127.0.0.1", 0)) as server:
        names["two.example"] = ["::1", "127.0.0.1"]
        port = server.getsockname()[1]
        with egress.connect("two.example", port, timeout=2) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)
            assert connection.gettimeout() == 2
