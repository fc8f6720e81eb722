"""A story in review that somebody doubts, and the people who may say so."""

import pytest

from pages.models import ArticlePage
from tests import newsroom as build
from workflows.review import verbs
from workflows.review.legal import flags

WHY = "Names a suspect."


@pytest.fixture
def lex(db):
    """Lex is in legal; he has no desk."""
    return build.person("lex", "Legal")


@pytest.fixture
def flagged(submitted, ed):
    def make(title="Harbor strike ends"):
        page = submitted(title)
        flags.flag(page, user=ed, why=WHY)
        return page

    return make


@pytest.fixture
def at_legal(flagged, ed):
    """Make a story that its desk approved, and that waits for legal."""

    def make(title="Harbor strike ends"):
        page = flagged(title)
        verbs.approve(page, user=ed)
        return ArticlePage.objects.get(pk=page.pk)

    return make
