"""Only what is signed just now, by a secret that counts, is done; and only as it was signed."""

import time
from contextlib import suppress
from http.client import HTTPConnection

import pytest

from tests.processes import within
from tests.workflows.mirrors.receiver.conftest import OTHER, SECRET
from tests.workflows.mirrors.receiver.running import half_written, put, send_half
from workflows import signing
from workflows.mirrors.drivers.push import SignatureRefused
from workflows.mirrors.receiver.claims import HEADER, Claim, Verb, forms_of


@pytest.mark.parametrize("how", ["other", "absent", "old", "early"])
def test_without_a_good_signature_nothing_is_changed(
    driver, opened, receiver, path, how, monkeypatch
):
    put(driver, path, 1, b"kept")
    if how == "other":
        stranger = opened(OTHER)
    else:
        stranger = opened()
        apart = {"absent": 0, "old": -301, "early": 302}[how]
        real = signing.signed_headers

        def signed(body, *, message_id, timestamp, secret):
            made = real(
                body, message_id=message_id, timestamp=timestamp + apart, secret=secret
            )
            if how == "absent":
                del made["webhook-signature"]
            return made

        monkeypatch.setattr(signing, "signed_headers", signed)
    with stranger:
        for act in (
            lambda: put(stranger, path, 2, b"forged"),
            lambda: stranger.delete(path, edition=2),
            lambda: stranger.read(path),
            lambda: list(stranger.paths()),
            stranger.prepare,
            stranger.flush,
        ):
            with pytest.raises(SignatureRefused):
                act()
    assert (receiver.root / path.strip("/")).read_bytes() == b"kept"


def test_a_claim_that_was_changed_on_the_way_is_not_believed(receiver, driver, path):
    put(driver, path, 1, b"kept")
    signed = Claim(Verb.DELETE, path, 1, 0).to_header()
    headers = signing.signed_headers(
        signed.encode(), message_id="msg_1", timestamp=int(time.time()), secret=SECRET
    )
    changed = Claim(Verb.DELETE, path, 2, 0).to_header()
    connection = HTTPConnection("127.0.0.1", receiver.port, timeout=5)
    connection.request("POST", "/_in", headers={HEADER: changed, **headers})
    assert connection.getresponse().status == 401
    connection.close()
    assert driver.read(path) == b"kept"


@pytest.mark.parametrize("sent", [b"forged text", b"short", b"much longer than said"])
def test_a_body_that_is_not_the_one_claimed_leaves_the_old_file(
    receiver, driver, path, sent
):
    put(driver, path, 1, b"kept")
    before = half_written(receiver)  # of receivers that were killed
    claim = Claim(Verb.PUT, path, 2, 0, "text/html", forms_of(b"true   text", {}))
    said = claim.to_header()
    headers = signing.signed_headers(
        said.encode(), message_id="msg_1", timestamp=int(time.time()), secret=SECRET
    )
    connection = HTTPConnection("127.0.0.1", receiver.port, timeout=5)
    connection.request("POST", "/_in", sent, {HEADER: said, **headers})
    assert connection.getresponse().status == 400
    connection.close()
    assert driver.read(path) == b"kept"
    assert half_written(receiver) == before


def test_a_connection_cut_in_the_middle_leaves_the_old_file(receiver, driver, path):
    put(driver, path, 1, b"kept")
    before = half_written(receiver)
    send_half(receiver.port, path, SECRET).close()
    assert within(5, lambda: half_written(receiver) == before)
    assert driver.read(path) == b"kept"
    put(driver, path, 2, b"whole")
    assert driver.read(path) == b"whole"


def test_secrets_overlap_while_they_are_changed_without_a_restart(
    opened, receiver, path
):
    old, new = opened(SECRET), opened(OTHER)
    receiver.secrets.write_text(f"{SECRET}\n{OTHER}\n")
    put(old, path, 1, b"old secret")
    put(new, path, 2, b"new secret")
    receiver.secrets.write_text(f"{OTHER}\n")
    with pytest.raises(SignatureRefused):
        put(old, path, 3, b"old secret again")
    assert new.read(path) == b"new secret"


@pytest.mark.parametrize(
    ("front", "sent"),
    [
        ("web", 30_000_000),
        ("nginx", 30_000_000),
        ("nginx", 1000),
        ("receiver", 1000),
    ],
)
def test_a_stranger_with_a_large_body_is_turned_away_before_it_is_taken(
    request, receiver, driver, path, front, sent
):
    put(driver, path, 1, b"kept")
    forms = forms_of(bytes(30_000_000), {})
    said = Claim(Verb.PUT, path, 2, 0, "text/html", forms).to_header()
    headers = signing.signed_headers(
        said.encode(), message_id="msg_1", timestamp=int(time.time()), secret=OTHER
    )
    port = receiver.port if front == "receiver" else request.getfixturevalue(front)
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    length = {"Content-Length": "30000000"}
    with suppress(BrokenPipeError, ConnectionResetError):  # it need not take it all
        connection.request(
            "POST", "/_in", bytes(sent), {HEADER: said, **headers, **length}
        )
    assert connection.getresponse().status == 401
    connection.close()
    assert driver.read(path) == b"kept"
