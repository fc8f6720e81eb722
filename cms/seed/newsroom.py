"""The order of things: people, places, pictures, mirrors, stories, takedowns."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from cms.seed import desk as board
from cms.seed import mirrors, people, pictures, places, stories
from cms.seed.bodies import Body
from cms.seed.indexes import indexed_afterwards
from cms.seed.plans import plans, table
from pages.models import HomePage
from pages.refusals import SaysItself

Progress = Callable[[str], None]  # called once for each thing done, with its name


class OtherNewsroom(SaysItself, RuntimeError):
    says = _(
        "There is a newsroom here already, and it is not the demo's. Use another"
        " database."
    )


def is_complete() -> bool:
    """Say whether seeding has nothing to do here: it ended once, or this is a real newsroom."""
    home = HomePage.objects.first()
    if home is None:
        return False
    # The site's name is written last of all.
    return home.slug != _home_slug() or Site.objects.exclude(site_name="").exists()


def steps() -> int:
    """Return how many times `seed` will call its progress."""
    return len(table("pictures")) + len(plans()) + 5


def seed(*, progress: Progress) -> None:
    """Make everything of the demo that is missing; safe to repeat after a crash.

    Pressing it is left to the press, and carrying it to the mirrors.

    Raises:
        OtherNewsroom: a real newsroom is here.
    """
    home = HomePage.objects.first()
    if home is not None and home.slug != _home_slug():
        raise OtherNewsroom
    with indexed_afterwards():
        _make_all(progress)
    progress("search")
    Site.objects.filter(is_default_site=True).update(site_name=settings.NEWSROOM_NAME)


def _make_all(progress: Progress) -> None:
    users = people.hire()
    people.introduce()
    progress("people")
    sections = places.build(editor=users["editor"], chief=users["chief"])
    people.open_desks(sections)
    progress("sections")
    hung = {}
    for name, key in pictures.hang():
        hung[name] = key
        progress(name)
    desk = stories.Desk(users, sections, Body(hung, {}), timezone.now())
    _write(desk, progress)
    mirrors.put_up()
    mirrors.begin_proof()
    progress("mirrors")
    for plan in plans():
        stories.take_down(plan, desk)
    progress("takedowns")
    board.furnish(sections, users)


def _write(desk: stories.Desk, progress: Progress) -> None:
    for plan in plans():
        desk.body.stories[plan.slug] = stories.make(plan, desk)
        progress(plan.slug)


def _home_slug() -> str:
    return str(table("newsroom")["home"]["slug"])
