"""Looks up what a page refers to, as the public may see it, and notes each use."""

import hashlib
import json
import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import connection
from django.templatetags.static import static
from wagtail.documents import get_document_model

from pages.models.document import PublishedDocument
from pages.models.picture import NewsImage, NewsRendition
from pages.public import forms, html, pictures
from pages.public.forms import Form
from pages.rights import is_expired


@dataclass(frozen=True)
class MediaFile:
    """A finished file that a page shows: its bytes and what they are."""

    file: File
    type: str


class Resolver:
    """One page's view of everything it refers to.

    uses: ref → form, what the page shows (`page:12`, `image:5`, `author:3`, …); the
        form is kept for pictures and documents, which the API lists.
    media: address → file, what must lie beside the page on every mirror.
    pictures: every picture asked for, by id.
    pages: every other page asked for → digest of its document as it was read; empty
        while it is not public.

    With `draft`, pictures point at the admin's own files: nothing of a draft is
    copied to where the public can reach it.
    """

    def __init__(self, *, draft: bool = False) -> None:
        self.draft = draft
        self.uses: dict[str, Form | None] = {}
        self.media: dict[str, MediaFile] = {}
        self.pictures: dict[int, NewsImage] = {}
        self.pages: dict[int, str] = {}
        self._documents: dict[int, Form | None] = {}
        self._forms: dict[int, Form] = {}
        self._now: datetime | None = None

    def use(self, kind: str, key: int | str, form: Form | None = None) -> None:
        self.uses[f"{kind}:{key}"] = form

    def page(self, page_id: int) -> Form | None:
        """Return the published document of a page, or None while it is not public."""
        self.use("page", page_id)
        if page_id not in self._documents:
            row = PublishedDocument.objects.live().filter(page_id=page_id).first()
            self.pages[page_id] = row.digest if row else ""
            self._documents[page_id] = row and json.loads(row.document)
        return self._documents[page_id]

    def link(self, page_id: int) -> Form | None:
        document = self.page(page_id)
        return document and forms.link(document)

    def card(self, page_id: int) -> Form | None:
        document = self.page(page_id)
        return document and forms.card(document)

    def picture(self, image: NewsImage | None) -> Form | None:
        if image is None:
            return None
        if image.pk not in self._forms:
            self.pictures[image.pk] = image
            self._forms[image.pk] = (
                self._expired(image) if self._is_expired(image) else self._shown(image)
            )
        return self._forms[image.pk]

    def draft_file(self, file: Any) -> str:
        """Return where a draft's picture or document is seen: by who is signed in."""
        return str(file.url)

    def _shown(self, image: NewsImage) -> Form:
        form = pictures.picture(image, self._address)
        self.use("image", image.pk, pictures.api_form(form, image))
        if image.agency_id:
            self.use("agency", image.agency_id)
        return form

    def _expired(self, image: NewsImage) -> Form:
        """Return the fallback. The use stays: the page must follow when the license does."""
        self.use("image", image.pk)
        if self.draft:
            return pictures.expired(image, static(pictures.FALLBACK))
        path, file = pictures.fallback()
        self.media[path] = MediaFile(
            File(None, name=str(file)), pictures.media_type(path)
        )
        return pictures.expired(image, path)

    def _is_expired(self, image: NewsImage) -> bool:
        """Ask the database's clock, as the sweep does which finds what has expired."""
        if image.license_expires_at is None:
            return False
        if self._now is None:
            self._now = clock()
        return is_expired(image.license_expires_at, self._now)

    def html(self, source: str) -> str:
        return html.clean(source, self._look_up)

    def _look_up(self, linktype: str, key: int) -> str | None:
        if linktype == "page":
            document = self.page(key)
            return document["meta"]["html_url"] if document else None
        return self._document(key) if linktype == "document" else None

    def _document(self, key: int) -> str | None:
        document = get_document_model().objects.filter(pk=key).first()
        if document is None:
            return None
        if self.draft:
            return self.draft_file(document)
        with document.open_file() as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        path = f"/media/{digest}{PurePosixPath(document.filename).suffix.lower()}"
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        self.media[path] = MediaFile(document.file, kind)
        self.use("document", key, _document_form(document, path))
        return path

    def _address(self, rendition: NewsRendition) -> str:
        if self.draft:
            return self.draft_file(rendition)
        path = pictures.public_path(rendition)
        self.media[path] = MediaFile(rendition.file, pictures.media_type(path))
        return path


def clock() -> datetime:
    """Return the database's time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


def _document_form(document: Any, path: str) -> Form:
    return {
        "id": document.pk,
        "meta": {
            "type": "wagtaildocs.Document",
            "detail_url": f"/api/v2/documents/{document.pk}/",
            "tags": sorted(document.tags.names()),
            "download_url": path,
        },
        "title": document.title,
    }
