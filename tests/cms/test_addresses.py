"""What a reader, a cache and a curious stranger get from a mirror's web server.

Caddy stands in front of the demo's mirrors, nginx in front of those in
docker-compose.yml: one folder, the same answers.
"""

import gzip
import os
import shutil
import sys
from base64 import b64encode
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from urllib.parse import unquote

import pytest

from cms.running.children import Children, Command
from cms.running.home import REPOSITORY, prepare
from cms.servers import caddy
from tests.processes import free_ports, within
from workflows.mirrors.drivers import Copy
from workflows.mirrors.drivers.folder import FolderDriver
from workflows.mirrors.drivers.push import PushDriver
from workflows.mirrors.errors import MirrorFailed

PICTURE, STYLE = f"media/{'aa11' * 16}.png", f"static/{'bb22' * 16}.css"
TREE = {
    "index.html": "home",
    "404.html": "not found",
    "news/tower/index.html": "the tower",
    "news/gone/gone.html": "withdrawn",
    "api/v2/pages/12/index.json": '{"id": 12}',
    "api/v2/pages/13/gone.json": '{"id": 13}',
    PICTURE: "picture",
    STYLE: "p {}",
    "media/index.html": "Media",
    "media/a-story/index.html": "a story in Media",
    "static/plain.css": "q {}",
    "tombstone/index.html": "a section",
    "häfen/index.html": "moved",
    "old page, 123/index.html": "moved too",
    "2019/story.html/index.html": "moved as well",
    "feeds/latest.xml": "<rss/>",
    "feeds/world/latest.xml": "<rss/>",
    "sitemap.xml": "<urlset/>",
    "news-sitemap.xml": "<urlset/>",
    "sitemaps/2026-11-2.xml": "<urlset/>",
    ".well-known/trust.txt": "trust",
    ".well-known/tuf/1.root.json": "{}",
    ".well-known/tuf/timestamp.json": "{}",
    ".well-known/.tmp-root": "half",
    "news/.tmp-story": "half",
    ".masthead/.tmp-story": "half",
    ".masthead/lock": "half",
    ".masthead/editions.sqlite3": "half",
    ".env": "secret",
}
FRESH = "public, max-age=0, must-revalidate"
FOREVER = "public, max-age=31536000, immutable"
HTML, JSON, XML = "text/html; charset=utf-8", "application/json", "application/xml"
RSS = "application/rss+xml; charset=utf-8"


def nginx_of(home: Path, environment: dict[str, str]) -> Command:
    """Return nginx with the production file, at this test's ports and folder."""
    text = (REPOSITORY / "deploy" / "nginx" / "mirror.conf").read_text()
    for port, variable in (("8101", "PRIMARY"), ("8102", "MIRROR")):
        chosen = environment[f"MASTHEAD_{variable}_PORT"]
        text = text.replace(f"listen {port}", f"listen 127.0.0.1:{chosen}")
        text = text.replace(f"{port}    primary", f"{chosen}    primary")
    text = text.replace("/srv/mirrors", str(home / "mirrors"))
    (home / "mirror.conf").write_text(text)
    temporary = "".join(
        f"{one}_temp_path {home}/{one};"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    types = "include /etc/nginx/mime.types; default_type application/octet-stream;"
    (home / "nginx.conf").write_text(
        f"daemon off; error_log stderr; pid {home}/pid; events {{}}\n"
        f"http {{ access_log off; {types} {temporary} include {home}/mirror.conf; }}\n"
    )
    argv = ["nginx", "-c", str(home / "nginx.conf"), "-e", "stderr"]
    return Command("nginx", argv)


needs_nginx = pytest.mark.skipif(
    shutil.which("nginx") is None, reason="nginx is not installed here"
)
SERVERS = [
    pytest.param(caddy, id="caddy"),
    pytest.param(nginx_of, id="nginx", marks=needs_nginx),
]


@pytest.fixture(params=SERVERS)
def get(request, home):
    """Return the function that asks the primary address for a path."""
    primary, second = free_ports(2)
    environment = os.environ | {
        "MASTHEAD_HOME": str(home),
        "MASTHEAD_PRIMARY_PORT": str(primary),
        "MASTHEAD_MIRROR_PORT": str(second),
    }
    write_tree(home / "mirrors" / "primary")

    def ask(
        path: str, *, port: int = primary, method: str = "GET", **headers: str
    ) -> tuple[int, HTTPMessage, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request(method, path, headers=named)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def up() -> object:
        try:
            return ask("/")
        except OSError:
            return None

    prepare(home)
    with Children(home) as children:
        child = children.start(request.param(home, environment))
        assert within(10, up), child.last_lines()
        yield ask


def write_tree(folder: Path) -> None:
    for name, text in TREE.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    compressed = folder / "news" / "tower" / "index.html.gz"
    compressed.write_bytes(gzip.compress(b"the tower"))
    gone = folder / "news" / "gone" / "gone.html.gz"
    gone.write_bytes(gzip.compress(b"withdrawn"))
    for path in (folder.parent, *folder.parent.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize(
    ("path", "status", "kind", "cache", "text"),
    [
        ("/", 200, HTML, FRESH, "home"),
        ("/news/tower/", 200, HTML, FRESH, "the tower"),
        ("/news/tower/?utm=x", 200, HTML, FRESH, "the tower"),
        ("/api/v2/pages/12/", 200, JSON, FRESH, '{"id": 12}'),
        (f"/{PICTURE}", 200, "image/png", FOREVER, "picture"),
        (f"/{STYLE}", 200, "text/css; charset=utf-8", FOREVER, "p {}"),
        ("/media/", 200, HTML, FRESH, "Media"),
        ("/media/a-story/", 200, HTML, FRESH, "a story in Media"),
        ("/static/plain.css", 200, "text/css; charset=utf-8", FRESH, "q {}"),
        ("/tombstone/", 200, HTML, FRESH, "a section"),
        ("/h%C3%A4fen/", 200, HTML, FRESH, "moved"),
        ("/old%20page,%20123/", 200, HTML, FRESH, "moved too"),
        ("/2019/story.html/", 200, HTML, FRESH, "moved as well"),
        ("/feeds/latest.xml", 200, RSS, FRESH, "<rss/>"),
        ("/feeds/world/latest.xml", 200, RSS, FRESH, "<rss/>"),
        ("/sitemap.xml", 200, f"{XML}; charset=utf-8", FRESH, "<urlset/>"),
        ("/news-sitemap.xml", 200, f"{XML}; charset=utf-8", FRESH, "<urlset/>"),
        ("/sitemaps/2026-11-2.xml", 200, f"{XML}; charset=utf-8", FRESH, "<urlset/>"),
        ("/.well-known/tuf/1.root.json", 200, JSON, FRESH, "{}"),
        ("/.well-known/tuf/timestamp.json", 200, JSON, "no-cache", "{}"),
        ("/.well-known/tuf/", 404, HTML, FRESH, "not found"),
        ("/.well-known/tuf/2.root.json", 404, HTML, FRESH, "not found"),
        ("/news/gone/", 410, HTML, FRESH, "withdrawn"),
        ("/news/gone/gone.html", 410, HTML, FRESH, "withdrawn"),
        ("/api/v2/pages/13/", 410, JSON, FRESH, '{"id": 13}'),
        ("/news/", 404, HTML, FRESH, "not found"),
        ("/news/nobody/", 404, HTML, FRESH, "not found"),
        ("/media/cc33.png", 404, HTML, FRESH, "not found"),
        (f"/media/{'cc33' * 16}.png", 404, HTML, FRESH, "not found"),
        ("/static/", 404, HTML, FRESH, "not found"),
    ],
)
def test_a_path_is_answered_with_its_file_status_type_and_freshness(
    get, path, status, kind, cache, text
):
    answered, headers, body = get(path)
    assert (answered, headers["Content-Type"], headers["Cache-Control"]) == (
        status,
        kind,
        cache,
    )
    assert body.decode() == text


@pytest.mark.parametrize(
    "path",
    [
        "/.env",
        "/%2eenv",
        "/news/../.env",
        "/.well-known/../.env",
        "/.well-known/%2e%2e/.env",
        "/.well-known/.tmp-root",
        "/news/.tmp-story",
        "/news/%2Etmp-story",
        "/.masthead/.tmp-story",
        "/%2emasthead/lock",
        "/.masthead/lock",
        "/.masthead/editions.sqlite3",
        "/.tombstone/news/gone/gone.html",
    ],
)
def test_dotfiles_and_half_written_files_are_never_served(get, path):
    status, _, body = get(path)
    assert status in {400, 404}
    assert body not in {b"secret", b"half"}


@pytest.mark.parametrize(
    "path",
    ["/news/tower", "/h%C3%A4fen", "/old%20page,%20123", "/2019/story.html"],
)
def test_an_address_without_its_slash_leads_to_the_one_with_it(get, path):
    status, headers, _ = get(path)
    assert status in {301, 308}
    assert unquote(headers["Location"]) == unquote(f"{path}/")


def test_a_compressed_tombstone_is_sent_whole(get):
    """Compressed or not: a story that is gone is answered 410, in full."""
    status, headers, body = get("/news/gone/", Accept_Encoding="gzip, br")
    text = gzip.decompress(body) if headers["Content-Encoding"] == "gzip" else body
    assert (status, text) == (410, b"withdrawn")


def test_a_compressed_file_is_sent_as_it_lies_there(get):
    status, headers, body = get("/news/tower/", Accept_Encoding="gzip")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(body) == b"the tower"


def test_an_unchanged_file_is_answered_304(get):
    _, headers, _ = get("/news/tower/")
    status, _, body = get("/news/tower/", If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")


def test_two_editions_of_equal_length_are_never_taken_for_one(get, home):
    with FolderDriver(f"file://{home}/mirrors/primary", {}) as driver:
        for text in (b"five", b"four", b"nine"):
            etag = get("/news/five/")[1]["ETag"] or '"none"'
            driver.put(Copy("/news/five/index.html", 1, text, "text/html", "page"))
            status, _, body = get("/news/five/", If_None_Match=etag)
            assert (status, body) == (200, text)


@pytest.mark.parametrize(
    "conditions",
    [{"If_None_Match": "*"}, {"Range": "bytes=0-1"}],
    ids=["if-none-match", "range"],
)
@pytest.mark.parametrize(
    ("path", "expected"),
    [("/news/gone/", (410, b"withdrawn")), ("/nobody", (404, b"not found"))],
)
def test_no_condition_turns_a_takedown_into_something_else(
    get, path, expected, conditions
):
    status, _, body = get(path, **conditions)
    assert (status, body) == expected


@pytest.mark.parametrize("path", ["/", "/news/gone/", "/nobody", f"/{PICTURE}"])
def test_every_answer_carries_the_guarding_headers(get, path):
    _, headers, _ = get(path)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; font-src 'self'; "
        "script-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


@needs_nginx
def test_nginx_lets_pushes_through_to_a_receiver_and_nothing_else(home):
    """The part of deploy/nginx that a mirror which is pushed to includes."""
    ports = free_ports(3)
    environment = dict(
        zip(
            ("MASTHEAD_PRIMARY_PORT", "MASTHEAD_MIRROR_PORT"),
            map(str, ports),
            strict=False,
        )
    )
    folder = home / "mirrors" / "primary"
    secret = f"whsec_{b64encode(bytes(32)).decode()}"
    (home / "secrets").write_text(secret)
    part = (REPOSITORY / "deploy" / "nginx" / "receiver.conf").read_text()
    (home / "receiver.conf").write_text(part.replace("8200", str(ports[2])))
    nginx = nginx_of(home, environment)
    mirror = (home / "mirror.conf").read_text()
    (home / "mirror.conf").write_text(
        mirror.replace(
            "# include /etc/nginx/receiver.conf;", f"include {home}/receiver.conf;"
        )
    )
    program = [
        sys.executable,
        "-m",
        "workflows.mirrors.receiver",
        "--root",
        str(folder),
    ]
    program += ["--secrets", str(home / "secrets"), "--port", str(ports[2])]
    folder.parent.mkdir(parents=True)
    prepare(home)
    with Children(home) as children:
        children.start(Command("receiver", program))
        children.start(nginx)
        url = f"push+http://127.0.0.1:{ports[0]}/_in"
        with PushDriver(url, {"secret": secret}) as driver:
            assert within(10, lambda: prepared(driver))
            data = b"picture" * 400_000  # over 1 MB, where nginx stops by itself
            driver.put(Copy("/media/index.html", 1, data, "text/html", "page"))
            driver.put(Copy("/media/index.html", 0, b"older", "text/html", "page"))
            assert driver.read("/media/index.html") == data
        connection = HTTPConnection("127.0.0.1", ports[0], timeout=5)
        connection.request("GET", "/_in")
        assert connection.getresponse().status == 403
        connection.close()


def prepared(driver: PushDriver) -> bool:
    try:
        driver.prepare()
    except MirrorFailed:
        return False
    return True


def test_a_mirror_takes_no_writes(get):
    assert get("/", method="POST")[0] == 405
    assert get("/", method="PUT")[0] == 405
    assert get("/_in", method="POST")[0] in {
        404,
        405,
    }  # no receiver, unless one is added


def test_head_answers_like_get_without_the_body(get):
    status, headers, body = get("/news/gone/", method="HEAD")
    assert (status, headers["Content-Length"], body) == (410, "9", b"")
