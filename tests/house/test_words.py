"""One word per thing: the words that the house does not use, where we choose the words."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from tests.house.sources import ROOMS, ROOT, name_of, python_files, written_pages

# word → the one we use
INSTEAD = {
    "excerpt": "dek",
    "standfirst": "dek",
    "blurb": "dek",
    "strapline": "dek",
    "moderation": "review",
    "moderator": "editor",
    "subscriber": "mirror",
    "checksum": "digest",
    "blob": "published file",
    "artifact": "published file",
}
NAMES = re.compile(r"[A-Z]?[a-z]+")
BRITISH = re.compile(
    r"\b(behaviour|centre|colour|defence|favour|honour|licence|neighbour|organis\w+|recognis\w+)s?\b",
    re.IGNORECASE,
)
PAGES = written_pages()
LABELS = {"label", "help_text", "verbose_name", "verbose_name_plural", "heading"}


def own_names(tree: ast.Module) -> Iterator[str]:
    """Yield the names that a module gives: of classes, functions, arguments, fields."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def labels(tree: ast.Module) -> Iterator[str]:
    """Yield the texts that people read on screens."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in LABELS:
            yield from strings(node.value)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
            yield from strings(node)


def strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def banned_in(text: str) -> list[str]:
    words = {word.lower() for word in NAMES.findall(text)}
    return [
        f"{word}: say {INSTEAD[singular]}"
        for word in sorted(words)
        if (singular := word.removesuffix("s")) in INSTEAD
    ]


class Prose(HTMLParser):
    """The text between the tags of a template."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += re.sub(r"{[{%#].*?[#%}]}", " ", data, flags=re.DOTALL)


@pytest.mark.parametrize("spoken", [own_names, labels])
def test_names_in_code_and_labels_on_screens_are_the_houses_words(spoken):
    found = {}
    for path in python_files(*ROOMS):
        if wrong := banned_in(" ".join(spoken(ast.parse(path.read_text())))):
            found[name_of(path)] = wrong
    assert found == {}


def test_templates_are_written_in_the_houses_words():
    found = {}
    for path in sorted((ROOT / "templates").rglob("*.html")):
        prose = Prose()
        prose.feed(path.read_text())
        if wrong := banned_in(prose.text):
            found[name_of(path)] = wrong
    assert found == {}


def test_pages_are_written_in_american_spelling():
    found = {name_of(page): BRITISH.findall(page.read_text()) for page in PAGES}
    assert {page: words for page, words in found.items() if words} == {}
