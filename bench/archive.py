"""The newsroom that is measured: sections, pictures and stories, approved and pressed."""

import io
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.images import ImageFile
from django.utils import timezone
from PIL import Image
from tqdm import tqdm
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from bench.prose import Prose
from pages.models import (
    ArticlePage,
    Author,
    Byline,
    HomePage,
    NewsImage,
    RelatedStory,
    SectionPage,
)
from workflows.review import decisions, verbs
from workflows.review.models.approval import Kind

SECTIONS = {
    "News": ("World", "Politics", "Economy", "Science"),
    "Sport": ("Football", "Athletics"),
    "Culture": ("Books", "Film"),
}
AUTHORS, PICTURES = 12, 20
A_DAY = 10  # stories
BATCH = 100  # stories between two presses
PARAGRAPHS = 4  # makes answers of 7 KB (stock) and 8 KB


@dataclass(frozen=True)
class Cast:
    """Who writes, and who approves."""

    reporter: User
    editor: User


class Archive:
    """Loads a newsroom into an empty database.

    whole_road: stories are submitted and approved as people do it, which takes three
        times as long; see `_public`.
    """

    def __init__(self, *, whole_road: bool = False) -> None:
        self.whole_road = whole_road
        self.prose = Prose()
        self.cast = Cast(_person("rita", "Reporters"), _person("ed", "Editors"))
        self.authors = [
            Author.objects.create(name=f"Author {n} {place}", slug=f"author-{n}")
            for n, place in enumerate(self.prose.places[:AUTHORS])
        ]
        self.pictures = [self._picture(n) for n in range(PICTURES)]
        self.stories: list[int] = []

    def load(self, count: int) -> None:
        """Publish the sections, then `count` stories, the oldest first, and press them.

        The press runs beside it, as it does in a newsroom.
        """
        with disable_reference_index_auto_update():
            sections = self._open()
            _press().wait()
            press = _press()  # once more: the sections are on every page
            press.wait()
            for number in tqdm(range(count), "Loading stories", mininterval=10):
                age = timedelta(days=(count - number) / A_DAY)
                self._story(sections[number % len(sections)], timezone.now() - age)
                if press.poll() is not None and number % BATCH == 0:
                    press = _press()
        press.wait()
        _press().wait()

    def _open(self) -> list[SectionPage]:
        root = Page.get_first_root_node()
        Page.objects.filter(depth=2).delete()
        root.refresh_from_db()
        home = self._public(root, HomePage(title="Home", slug="home"))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
        found = []
        for name, below in SECTIONS.items():
            top = self._public(home, SectionPage(title=name))
            found += [self._public(top, SectionPage(title=title)) for title in below]
        return found

    def _story(self, section: Page, at: Any) -> None:
        prose, place = self.prose, self.prose.random.choice(self.prose.places)
        page = ArticlePage(
            title=prose.headline(place),
            kicker=place,
            dek=prose.sentence(),
            slugline=place.upper(),
            dateline=place,
            lead_picture=prose.random.choice(self.pictures),
            body=self._body(place),
            bylines=[Byline(author=prose.random.choice(self.authors))],
            related_stories=[
                RelatedStory(story_id=pk, sort_order=order)
                for order, pk in enumerate(self._earlier())
            ],
            first_published_at=at,
        )
        page.tags.add(place.lower())
        self.stories.append(self._public(section, page).pk)

    def _body(self, place: str) -> list[tuple[str, Any]]:
        prose = self.prose
        body: list[tuple[str, Any]] = [
            ("paragraph", f"<p>{prose.paragraph(place)}</p>") for _ in range(PARAGRAPHS)
        ]
        for pk in self._earlier():
            link = f'<a linktype="page" id="{pk}">Before</a>'
            body.append(("paragraph", f"<p>{link}: {prose.sentence()}</p>"))
        picture = {"picture": prose.random.choice(self.pictures), "caption": place}
        quote = {"text": prose.sentence(), "speaker": f"Mara {place}"}
        body.insert(6, ("image", picture | {"layout": "standard"}))
        body.insert(4, ("heading", prose.some(4)))
        body.insert(2, ("quote", quote | {"speaker_role": "witness"}))
        return body

    def _earlier(self) -> list[int]:
        """Return two stories that are pressed by now, so that showing them costs once."""
        return self.stories[-4 * BATCH :][:2] if len(self.stories) > BATCH else []

    def _public(self, parent: Page, page: Any) -> Any:
        """Publish a page with an approval in the ledger.

        Unless the whole road is asked for: without what costs most of the loading and
        changes nothing about what readers are answered, the form's checks and the
        workflow's records.
        """
        reporter, editor = self.cast.reporter, self.cast.editor
        page.live, page.owner = False, reporter
        parent.add_child(instance=page)
        revision = page.save_revision(user=reporter, clean=False)
        if self.whole_road:
            verbs.submit(page, user=reporter)
            verbs.approve(page, user=editor)
            return type(page).objects.get(pk=page.pk)
        decisions.record(page, revision, kind=Kind.DESK, user=editor, comment="")
        revision.publish(user=editor, skip_permission_checks=True)
        return type(page).objects.get(pk=page.pk)

    def _picture(self, number: int) -> NewsImage:
        file = io.BytesIO()
        Image.effect_noise((1600, 1000), 20 + number).save(file, "JPEG", quality=60)
        return NewsImage.objects.create(
            title=f"Picture {number}",
            file=ImageFile(file, f"picture-{number}.jpg"),
            alt=self.prose.some(6),
            caption=self.prose.sentence(),
            credit=self.prose.places[number],
        )


def _person(name: str, group: str) -> User:
    user = User.objects.create_user(name)
    user.groups.set([Group.objects.get(name=group)])
    return user


def _press() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "press"], stdout=subprocess.DEVNULL
    )
