"""Stories on the schedule and under embargo."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from pages.models import ArticlePage
from tests.newsroom import draft
from workflows.review import verbs


@pytest.fixture
def hour() -> datetime:
    """An hour from now."""
    return timezone.now().replace(microsecond=0) + timedelta(hours=1)


@pytest.fixture
def embargoed(newsroom, rita, ed, hour) -> Callable[..., ArticlePage]:
    """Make a story that is approved and waits for the end of its embargo."""

    def make(title: str = "Merger talks", **fields: Any) -> ArticlePage:
        values = {"embargo_until": hour} | fields
        page = draft(newsroom.world, rita, title=title, **values)
        verbs.submit(page, user=rita)
        verbs.approve(page, user=ed)
        return ArticlePage.objects.get(pk=page.pk)

    return make
