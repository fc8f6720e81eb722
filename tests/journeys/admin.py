"""Somebody at the admin, over HTTP: signs in, uploads, writes, decides, takes down."""

import io
import re
from typing import Any, Self
from urllib.parse import unquote

import requests
from PIL import Image

from tests.journeys.stack import Stack

DECISION = re.compile(r'href="(/admin/board/\d+/approve/)\?read=([^&"]+)')


class Person:
    """A user with a session of their own. Use it in a `with`."""

    def __init__(self, stack: Stack, name: str) -> None:
        self.address = f"http://localhost:{stack.web}"
        self.session = requests.Session()
        # A kept connection would break when the web process is killed between two.
        self.session.headers["Connection"] = "close"
        self.get("/admin/login/")
        signed_in = self.post(
            "/admin/login/", {"username": name, "password": "masthead", "next": ""}
        )
        assert signed_in.url == f"{self.address}/admin/", signed_in.text

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def get(self, path: str) -> requests.Response:
        answer = self.session.get(self.address + path, timeout=30)
        answer.raise_for_status()
        return answer

    def post(
        self, path: str, data: dict[str, Any], *, files: Any = None
    ) -> requests.Response:
        """Post a form with its CSRF token; follow where it leads."""
        token = {"csrfmiddlewaretoken": self.session.cookies["csrftoken"]}
        answer = self.session.post(
            self.address + path, data=data | token, files=files, timeout=30
        )
        answer.raise_for_status()
        return answer

    def upload(self, title: str) -> None:
        """Add a picture to the library."""
        self.post(
            "/admin/images/add/",
            {"title": title, "alt": "Cranes at dusk", "credit": "Ada Lint", "tags": ""},
            files={"file": (f"{title}.jpg", jpeg(), "image/jpeg")},
        )

    def submit(self, section: int, form: dict[str, Any]) -> None:
        """Write a story in the create view, and submit it in the same step."""
        path = f"/admin/pages/add/pages/articlepage/{section}/"
        answer = self.post(path, form | {"action-submit": "1"})
        assert answer.url == f"{self.address}/admin/pages/{section}/", answer.text

    def decisions(self) -> dict[str, str]:
        """Return what the board offers this person to approve: address → the text it shows."""
        offered = DECISION.findall(self.get("/admin/board/?shown=1").text)
        return {address: unquote(read) for address, read in offered}

    def approve(self, page: int, task: int) -> requests.Response:
        return self.post(f"/admin/pages/workflow/action/{page}/approve/{task}/", {})

    def kill(self, page: int) -> None:
        answer = self.post(
            f"/admin/takedown/{page}/", {"action": "kill", "reason": "legal"}
        )
        assert "is gone from the API" in answer.text, answer.text


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 1000), "navy").save(buffer, "JPEG")
    return buffer.getvalue()
