"""A small web server in front of a mirror's folder, which can be told to misbehave."""

from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote

Said = tuple[int, bytes]
FORMS = {"br": ".br", "gzip": ".gz"}


class Web:
    """Serves `folder` on loopback: index files, compressed forms, 410 for tombstones.

    `instead`: what to answer for a path, if not None; may raise to cut the connection.
    `asked`: every path that was asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.instead: Callable[[str], Said | None] = lambda path: None
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # one packet: two cost a delayed answer each

            def do_GET(self) -> None:
                path = unquote(self.path)
                web.asked.append(path)
                if said := web.instead(path):
                    self._say(*said)
                else:
                    self._say(*web.file(path, self.headers["Accept-Encoding"] or ""))

            def _say(self, status: int, body: bytes, form: str = "") -> None:
                self.send_response(status)
                if form:
                    self.send_header("Content-Encoding", form)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing: tests look at answers."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_: object) -> None:
                """Say nothing when a client has had enough and hangs up."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, args=[0.02], daemon=True).start()

    def file(self, path: str, accepted: str) -> tuple[int, bytes, str]:
        """Return status, bytes and Content-Encoding of what lies at `path`."""
        place = self.folder / path.lstrip("/")
        names = ["index.html", "index.json"] if path.endswith("/") else [""]
        for status, found in [
            *((200, place / name) for name in names),
            *((410, place / name) for name in ("gone.html", "gone.json")),
            (404, self.folder / "404.html"),
        ]:
            if found.is_file():
                return self._form(status, found, accepted)
        return 404, b"", ""

    def _form(self, status: int, file: Path, accepted: str) -> tuple[int, bytes, str]:
        for form, end in FORMS.items():
            packed = file.with_name(file.name + end)
            if form in accepted and packed.is_file():
                return status, packed.read_bytes(), form
        return status, file.read_bytes(), ""

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
