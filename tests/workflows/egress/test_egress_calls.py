"""A call verifies whom it talks to, follows nobody, and ends: in time, and in size."""

import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import pytest
from django.test import override_settings

from workflows import egress


def get(url, *, most, total=5):
    with egress.session(total=total) as session:
        return session.ask("GET", url, most=most)


class Says(BaseHTTPRequestHandler):
    """Answers by path; `asked` are the requests of all its instances."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []

    def do_GET(self):
        self.asked.append(self.path)
        getattr(self, self.path.strip("/"), self.hello)()

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def hello(self):
        self._answer(b"hello", {"Content-Encoding": "gzip"})

    def redirect(self):
        self._answer(b"", {"Location": "http://127.0.0.1:1/latest/meta-data"}, 302)

    def drip(self):
        """Send a byte of a header every 50 ms, for ever."""
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)

    def trickle(self):
        """Send a byte of the body every 50 ms, for ever."""
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"x")
                time.sleep(0.05)

    def endless(self):
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):
            for _ in range(10_000):
                self.wfile.write(bytes(65536))

    def _answer(self, body, headers, status=200):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(autouse=True)
def asked():
    Says.asked.clear()
    return Says.asked


@pytest.fixture
def url(serve):
    return f"http://127.0.0.1:{serve(Says)}"


@pytest.fixture
def secure(serve, names, authority):
    """Return the function that asks https://mirror.example, whose certificate is given."""
    names["mirror.example"] = ["127.0.0.1"]

    def ask(**certificate):
        file = authority.issue(**certificate)
        port = serve(Says, certificate=file)
        with egress.session(total=5) as session:
            session.verify = str(authority.file)
            return session.ask("GET", f"https://mirror.example:{port}/", most=100)

    return ask


def test_a_body_comes_back_as_it_was_sent_and_is_not_unpacked(url):
    answer = get(f"{url}/", most=5)
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers["content-encoding"] == "gzip"


def test_one_session_asks_over_one_connection_again(url, asked):
    with egress.session() as session:
        for _ in range(3):
            assert session.ask("POST", f"{url}/", data=b"x", most=5).body == b"hello"
    assert asked == ["/", "/", "/"]


def test_a_host_with_a_valid_certificate_is_believed(secure):
    assert secure(host="mirror.example").body == b"hello"


@pytest.mark.parametrize(
    "certificate",
    [
        {"host": "mirror.example", "days": -1},
        {"host": "somebody-else.example"},
        {"host": "mirror.example", "self_signed": True},
    ],
    ids=["expired", "wrong host", "self-signed"],
)
def test_any_other_certificate_is_refused_and_nothing_is_asked(
    secure, asked, certificate
):
    with pytest.raises(egress.NotSecure):
        secure(**certificate)
    assert asked == []


def test_a_redirect_is_an_answer_and_is_not_followed(url, asked):
    answer = get(f"{url}/redirect", most=100)
    assert answer.status == 302
    assert asked == ["/redirect"]


def test_a_private_address_is_refused_before_anything_is_sent(url, asked):
    with override_settings(EGRESS_ALLOW=[]), pytest.raises(egress.AddressRefused):
        get(f"{url}/", most=100)
    assert asked == []


def test_a_proxy_of_the_environment_is_not_used(url, asked, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert get(f"{url}/", most=5).status == 200
    assert asked == ["/"]


@pytest.mark.parametrize("path", ["drip", "trickle"])
def test_one_byte_now_and_then_does_not_hold_a_call_up(url, path):
    began = time.monotonic()
    with pytest.raises(egress.TooSlow):
        get(f"{url}/{path}", most=100_000, total=0.4)
    assert time.monotonic() - began < 1.5


def test_tls_does_not_lengthen_a_call(serve, names, authority):
    names["mirror.example"] = ["127.0.0.1"]
    port = serve(Says, certificate=authority.issue("mirror.example"))
    with egress.session(total=0.4) as session:
        session.verify = str(authority.file)
        with pytest.raises(egress.TooSlow):
            session.ask("GET", f"https://mirror.example:{port}/trickle", most=100_000)


@pytest.mark.parametrize("path", ["", "endless"])
def test_no_more_is_read_than_was_asked_for(url, path):
    with pytest.raises(egress.TooMuch):
        get(f"{url}/{path}", most=4)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/", "https://"])
def test_no_other_scheme_is_understood(url):
    with pytest.raises(egress.NoAnswer):
        get(url, most=100)


def test_no_message_holds_the_address():
    with pytest.raises(egress.NoAnswer) as refused:
        get("http://127.0.0.1:1/S3CRET", most=100)
    assert str(refused.value) == "No answer: ConnectionError."
