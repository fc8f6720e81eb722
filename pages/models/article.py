"""The story."""

from __future__ import annotations

import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from taggit.models import TaggedItemBase
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    PageChooserPanel,
    TitleFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, Revision
from wagtail.search import index

from pages import clock, embargo
from pages.blocks.body import BodyBlock
from pages.blocks.text import plain_text
from pages.drafting import StoryForm
from pages.models.base import PublicPage
from pages.models.correction import Correction, PublishedNote, identity, unseen
from pages.models.picture import NewsImage
from pages.models.section import SectionPage
from pages.models.snippets import Topic
from pages.schedule import SchedulePanel
from pages.significance import Significance

if TYPE_CHECKING:
    from pages.public.forms import Form
    from pages.public.resolver import Resolver

WORDS_PER_MINUTE = 230  # silent reading of non-fiction, Brysbaert 2019


class Urgency(models.IntegerChoices):
    """IPTC urgency, 1 (most urgent) to 8."""

    FLASH = 1, _("1 Flash")
    URGENT = 3, _("3 Urgent")
    NORMAL = 4, _("4 Normal")
    ROUTINE = 5, _("5 Routine")
    FEATURE = 8, _("8 Feature")


SIGNIFICANCES = [  # an update is the empty one: see ADR 13
    ("", _("Update: the story goes on")),
    (Significance.MINOR.value, _("Minor: nobody is told")),
    (Significance.CORRECTION.value, _("Correction: what was published was wrong")),
]


class StoryTag(TaggedItemBase):
    content_object = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class RelatedStory(Orderable):
    page = ParentalKey(
        "pages.ArticlePage", on_delete=models.CASCADE, related_name="related_stories"
    )
    story = models.ForeignKey(
        "pages.ArticlePage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("story"),
    )

    panels = [PageChooserPanel("story")]

    class Meta(Orderable.Meta):
        pass

    def __str__(self) -> str:
        return str(self.story)


class ArticlePage(PublicPage):
    """A story. `title` is its headline."""

    kicker = models.CharField(
        _("kicker"),
        max_length=60,
        blank=True,
        help_text=_("A word or two above the headline."),
    )
    dek = models.TextField(
        _("dek"),
        max_length=400,
        blank=True,
        help_text=_("One or two sentences under the headline."),
    )
    slugline = models.CharField(
        _("slugline"),
        max_length=80,
        blank=True,
        help_text=_("The newsroom's own name for the story, e.g. HARBOR-STRIKE."),
    )
    dateline = models.CharField(
        _("dateline"),
        max_length=80,
        blank=True,
        help_text=_("Where it was reported from."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        default="en",
        help_text=_("BCP 47 tag, e.g. en, pt-BR, ar."),
    )
    urgency = models.PositiveSmallIntegerField(
        _("urgency"), choices=Urgency.choices, default=Urgency.NORMAL
    )
    lead_picture = models.ForeignKey(
        NewsImage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("lead picture"),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    further_sections = ParentalManyToManyField(
        SectionPage,
        blank=True,
        related_name="+",
        verbose_name=_("further sections"),
        help_text=_("Sections which show the story besides its own."),
    )
    tags = ClusterTaggableManager(_("tags"), through=StoryTag, blank=True)
    topics = ParentalManyToManyField(
        Topic, blank=True, related_name="+", verbose_name=_("topics")
    )
    embargo_until = models.DateTimeField(
        _("embargo until"),
        null=True,
        blank=True,
        help_text=_(
            "Nothing of the story leaves before, for anyone. Without a go-live time of"
            " its own it goes out at this hour. Once submitted, it takes two people to"
            " lift it."
        ),
    )
    significance = models.CharField(
        _("significance"),
        max_length=12,
        choices=SIGNIFICANCES,
        blank=True,
        help_text=_(
            "Of this update, when it goes out. A correction needs a new note below."
        ),
    )
    source_uri = models.CharField(
        max_length=500, blank=True, editable=False, db_index=True
    )
    source_version = models.CharField(max_length=60, blank=True, editable=False)

    content_panels = [
        FieldPanel("kicker"),
        TitleFieldPanel(
            "title",
            heading=_("Headline"),
            help_text=_("What happened, in the words of the story."),
            placeholder=_("Headline"),
        ),
        FieldPanel("dek"),
        InlinePanel("bylines", label=_("Byline"), heading=_("Bylines")),
        FieldRowPanel([FieldPanel("dateline"), FieldPanel("language")]),
        FieldPanel("lead_picture"),
        FieldPanel("body"),
        InlinePanel(
            "related_stories", label=_("Related story"), heading=_("Related stories")
        ),
        FieldPanel("significance"),
        InlinePanel("corrections", label=_("Correction"), heading=_("Corrections")),
    ]
    promote_panels = [
        FieldRowPanel([FieldPanel("slugline"), FieldPanel("urgency")]),
        FieldPanel("further_sections"),
        FieldPanel("tags"),
        FieldPanel("topics"),
        *PublicPage.promote_panels,
    ]
    settings_panels = [SchedulePanel(), *Page.settings_panels[1:]]
    search_fields = [
        *PublicPage.search_fields,
        index.SearchField("draft_text"),
        index.AutocompleteField(
            "draft_text"
        ),  # what the admin's own searches look into
        index.FilterField("source_uri"),
    ]
    base_form_class = StoryForm
    parent_page_types = ["pages.SectionPage"]
    subpage_types: list[str] = []
    template = "reader/article.html"

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        """Save a revision; under an embargo it names the hour at which it goes out."""
        now = clock.now()
        self.go_live_at: datetime | None = embargo.hour_with(
            self.go_live_at, self.embargo_until, now
        )
        return super().save_revision(*args, **kwargs)

    @property
    def plain_text(self) -> str:
        """The words of the body, without markup."""
        return plain_text(self.body)

    @property
    def word_count(self) -> int:
        return len(self.plain_text.split())

    @property
    def reading_time(self) -> int:
        """Minutes, never less than one."""
        return max(1, math.ceil(self.word_count / WORDS_PER_MINUTE))

    # Kept on the instance: one index write asks ten times.
    @cached_property
    def draft_text(self) -> str:
        """What the admin searches: slugline, bylines and body of the newest revision.

        The page's own columns hold a draft only as it was first saved.
        """
        draft = self.get_latest_revision_as_object()
        names = [byline.printed_name for byline in draft.bylines.all()]
        parts = [draft.title, draft.slugline, draft.kicker, draft.dek, *names]
        return "\n".join([*parts, plain_text(draft.body)])

    @property
    def new_notes(self) -> list[Correction]:
        """The notes that no edition has told readers yet."""
        return unseen(self.pk, self.corrections.all())

    def get_latest_revision_as_object(self) -> ArticlePage:
        """Return the newest draft; a new one, of what is live, starts as an update.

        How much an update matters is said of that one only, and never inherited.
        """
        draft: ArticlePage = super().get_latest_revision_as_object()
        if self.has_no_draft:
            draft.significance = ""
        return draft

    @property
    def has_no_draft(self) -> bool:
        """Whether the newest revision is the one that is live: what is written now is new."""
        return self.live and self.latest_revision_id == self.live_revision_id

    def public_fields(self, resolver: Resolver) -> Form:
        block = self.body.stream_block
        context = {"resolver": resolver}
        return {
            "kicker": self.kicker,
            "dek": self.dek,
            "dateline": self.dateline,
            "language": self.language,
            "urgency": self.urgency,
            "sections": self._section_links(resolver),
            "bylines": self._byline_forms(resolver),
            "lead_picture": resolver.picture(self.lead_picture),
            "body": block.get_api_representation(self.body, context),
            "tags": sorted(tag.name for tag in self.tags.all()),
            "topics": self._topic_forms(resolver),
            "related": self._related_cards(resolver),
            "corrections": self._note_forms(),
            "word_count": self.word_count,
            "reading_time": self.reading_time,
        }

    def _section_links(self, resolver: Resolver) -> list[Form]:
        links = [resolver.link(section.pk) for section in self.further_sections.all()]
        return [link for link in links if link]

    def _byline_forms(self, resolver: Resolver) -> list[Form]:
        bylines = self.bylines.all()
        for byline in bylines:
            if byline.author_id:
                resolver.use("author", byline.author_id)
        # An author whose entry was deleted leaves a byline without a name.
        return [byline.public() for byline in bylines if byline.printed_name]

    def _note_forms(self) -> list[Form]:
        notes = list(self.corrections.all())
        told = PublishedNote.objects.of_page(self.pk) if notes else {}
        return [note.public(told.get(identity(note))) for note in notes]

    def _topic_forms(self, resolver: Resolver) -> list[Form]:
        topics = sorted(self.topics.all(), key=lambda topic: str(topic.code))
        for topic in topics:
            resolver.use("topic", topic.pk)
        return [{"id": topic.code, "name": topic.name} for topic in topics]

    def _related_cards(self, resolver: Resolver) -> list[Form]:
        cards = [resolver.card(row.story_id) for row in self.related_stories.all()]
        return [card for card in cards if card]
