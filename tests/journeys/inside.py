"""What a test has a running newsroom do where no address offers it.

Run by `Stack.inside` in a process of its own: NAME JSON, the answer is a line of JSON.
"""

import json
import sys
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from cms.seed import mirrors
from pages.models import ArticlePage, SectionPage
from tests import newsroom
from tests.journeys.showcase import one_of_everything
from workflows.review import verbs

__all__ = ["one_of_everything"]  # called by name, as everything here
CAST = {
    "rita": "Reporters",
    "ed": "Editors",
    "edna": "Editors",
    "chioma": "Chief editors",
}


def open_newsroom() -> None:
    """A home page, News › World and Sport, the cast, and two mirrors."""
    cast = {name: newsroom.person(name, group) for name, group in CAST.items()}
    rita, ed = cast["rita"], cast["ed"]
    home = newsroom.open_newsroom(rita, ed)
    news = newsroom.section(home, "News", rita, ed)
    newsroom.section(news, "World", rita, ed)
    newsroom.section(home, "Sport", rita, ed)
    mirrors.put_up()


def hire(name: str, *, may_do_anything: bool = False) -> None:
    """Somebody new: a reporter, or a superuser. They stay for later journeys."""
    if User.objects.filter(username=name).exists():
        return
    if may_do_anything:
        User.objects.create_superuser(name, password="masthead")
    else:
        newsroom.person(name, "Reporters")


def submit_stories(titles: list[str], section: str) -> dict[str, tuple[int, int]]:
    """Have Rita write and submit stories; return title → page id and task state id."""
    return {title: _submit(_write(title, section)) for title in titles}


def change(page_id: int, dek: str) -> None:
    """Have Edna save a draft with another dek."""
    newsroom.edit(ArticlePage.objects.get(pk=page_id), _person("edna"), dek=dek)


def schedule(
    title: str, section: str, *, shown_by: str, in_seconds: float
) -> tuple[int, int, float]:
    """Have Rita submit a story with an hour, and publish another one that links to it.

    Returns its page id, its task state id, and its hour in seconds since the epoch.
    """
    page = _write(title, section)
    link = f'<p>See <a linktype="page" id="{page.pk}">what comes next</a>.</p>'
    other = _write(shown_by, section, body=[("paragraph", link)])
    newsroom.publish(other, _person("rita"), _person("ed"))
    hour = timezone.now() + timedelta(seconds=in_seconds)
    newsroom.edit(page, _person("rita"), go_live_at=hour)
    return *_submit(ArticlePage.objects.get(pk=page.pk)), hour.timestamp()


def _write(title: str, section: str, **fields: Any) -> ArticlePage:
    parent = SectionPage.objects.get(slug=section)
    return newsroom.draft(parent, _person("rita"), title=title, **fields)


def _submit(page: ArticlePage) -> tuple[int, int]:
    state = verbs.submit(page, user=_person("rita"))
    return page.pk, state.current_task_state.pk


def _person(name: str) -> User:
    return User.objects.get(username=name)


def main() -> None:
    name, arguments = sys.argv[1:]
    answer = globals()[name](**json.loads(arguments))
    sys.stdout.write(f"\n{json.dumps(answer)}\n")
