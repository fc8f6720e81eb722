"""Sentences that people in the admin read only when something is refused: gettext finds each.

What the screens say by themselves is walked in tests/cms/test_admin_language.py.
"""

import ast
import re
from collections.abc import Iterator

from tests.house.sources import ROOMS, name_of, python_files

# Read by operators, scripts and machines: English for all of them.
ENGLISH = (
    "cms/run", "cms/seed/", "cms/health", "cms/metrics", "cms/settings/", "cms/services",
    "cms/v3", "pages/api/", "pages/ninjs/", "search/", "workflows/press/api",
    "workflows/review/importing/", "workflows/mirrors/receiver/",
    "pages/templatetags/", "workflows/press/render/files",  # mistakes in our own code
)  # fmt: skip
TO_CONSUMERS = {"This story has been withdrawn.", "This story is no longer available."}
TRANSLATES = {"_", "gettext", "gettext_lazy", "ngettext"}
SENTENCE = re.compile(r"[A-Z“{].* .*[.?!]")


def sentences(node: ast.AST) -> Iterator[str]:
    """Yield the whole sentences that are not handed to gettext.

    Docstrings are none, nor are help texts: those that a form shows are walked.
    """
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in TRANSLATES:
            return
        case ast.Expr(value=ast.Constant()) | ast.keyword(arg="help_text"):
            return
        case ast.JoinedStr(values=parts):
            said = "".join(
                part.value if isinstance(part, ast.Constant) else "{}" for part in parts
            )
        case ast.Constant(value=str(said)):
            pass
        case _:
            for child in ast.iter_child_nodes(node):
                yield from sentences(child)
            return
    if SENTENCE.fullmatch(said):
        yield said


def test_every_sentence_of_a_refusal_can_be_translated():
    found = {
        name_of(path): bare
        for path in python_files(*ROOMS)
        if not name_of(path).startswith(ENGLISH) and "management" not in path.parts
        if (bare := set(sentences(ast.parse(path.read_text()))) - TO_CONSUMERS)
    }
    assert found == {}
