"""`manage.py observe` names what is wrong, has it mended, and says so to a script."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.workflows.mirrors.looks import folder_of, owed_by
from tests.workflows.mirrors.web import Web
from workflows.mirrors.models import Mirror

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, bytes]:
    return {"/a/index.html": b"a", "/b/index.html": b"b"}


def observe(**options: str) -> str:
    said = StringIO()
    call_command("observe", stdout=said, **options)
    return said.getvalue()


def test_a_mirror_that_shows_the_tree_is_one_line(seen: Mirror):
    assert observe() == "one: 2 files, 0 wrong.\n"


def test_what_differs_is_named_and_owed_and_the_exit_code_says_it(seen: Mirror):
    (folder_of(seen) / "a/index.html").write_text("forged")
    with pytest.raises(SystemExit) as end:
        observe(mirror="one")
    assert end.value.code == 1
    assert owed_by(seen) == ["/a/index.html"]


def test_an_address_that_does_not_answer_is_an_error_of_its_own(seen: Mirror, web: Web):
    web.instead = lambda path: (500, b"")
    with pytest.raises(SystemExit) as end:
        observe()
    assert end.value.code == 1
    assert owed_by(seen) == []


def test_a_name_that_no_mirror_has_is_refused_with_those_there_are(seen: Mirror):
    with pytest.raises(CommandError, match=r"no mirror 'two'\. These are: one\."):
        observe(mirror="two")
