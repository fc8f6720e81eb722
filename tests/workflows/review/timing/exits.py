"""Every byte that anybody outside can ask for, by the exit it leaves through."""

from collections.abc import Iterator

from django.test import Client

from pages.models import PublishedDocument
from workflows.press import store
from workflows.press.models import PublishedFile

ADDRESSES = {
    "list": "/api/v2/pages/?fields=*&limit=20",
    "search": "/api/v2/pages/?search={word}&fields=*",
    "slug": "/api/v2/pages/?slug={slug}&fields=*",
    "pictures": "/api/v2/images/?fields=*&limit=20",
    "documents": "/api/v2/documents/?fields=*&limit=20",
    "redirects": "/api/v2/redirects/?limit=20",
    "changes": "/api/v2/changes/?since=0&documents=true",
    "feed": "/feeds/rss.xml",
    "feed of the section": "/feeds/news/world.xml",
    "news sitemap": "/news-sitemap.xml",
}


def showing(client: Client, *words: str, slug: str, key: int) -> set[str]:
    """Return the exits at which any of `words`, of any case, or the slug leaves."""
    wanted = [word.lower().encode() for word in (*words, slug)]
    return {
        exit_
        for exit_, data in _bytes(client, words[0], slug, key)
        if any(word in data.lower() for word in wanted)
    }


def _bytes(
    client: Client, headline: str, slug: str, key: int
) -> Iterator[tuple[str, bytes]]:
    word = headline.split(maxsplit=1)[0].lower()
    for name, address in ADDRESSES.items():
        answer = client.get(address.format(word=word, slug=slug))
        yield name, b"".join(answer) if answer.streaming else answer.content
    yield "detail", client.get(f"/api/v2/pages/{key}/").content
    for document in PublishedDocument.objects.all():
        yield "document row", f"{document.html_path} {document.document}".encode()
    for file in PublishedFile.objects.standing():
        yield _kind(file.path), file.path.encode() + store.read(file.digest)


def _kind(path: str) -> str:
    return f"file {path.split('/')[1]}"
