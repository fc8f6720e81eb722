"""Published documents: the only rows that public reads are answered from."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from wagtail.models import Page
from wagtail.search import index

OPENING = 600  # characters


class State(models.TextChoices):
    LIVE = "live", "Live"
    WITHDRAWN = "withdrawn", "Withdrawn"
    KILLED = "killed", "Killed"


class PublishedDocumentQuerySet(models.QuerySet["PublishedDocument"]):
    def live(self) -> "PublishedDocumentQuerySet":
        return self.filter(state=State.LIVE)

    def stories(self) -> "PublishedDocumentQuerySet":
        return self.filter(type="pages.ArticlePage")

    def newest_first(self) -> "PublishedDocumentQuerySet":
        return self.order_by("-first_published_at", "-page_id")

    def in_section(self, page_id: int, tree_path: str) -> "PublishedDocumentQuerySet":
        """Stories whose home is this section (or one below), or which are shown here too."""
        here = models.Q(tree_path__startswith=tree_path)
        return self.stories().filter(here | models.Q(sections__contains=[page_id]))

    def sections_under(self, tree_path: str) -> list[dict[str, Any]]:
        """Links to the public sections right below the page at `tree_path`, in tree order."""
        below = self.live().filter(
            type="pages.SectionPage",
            tree_path__regex=f"^{tree_path}.{{{Page.steplen}}}$",
        )
        return [
            {"id": row.page_id, "title": row.title, "html_url": row.html_path}
            for row in below.order_by("tree_path")
        ]


class PublishedDocumentManager(models.Manager.from_queryset(PublishedDocumentQuerySet)):  # type: ignore[misc]  # made at run time
    def get_queryset(self) -> PublishedDocumentQuerySet:
        """All rows, without the vectors: they are long, and only searched."""
        rows: PublishedDocumentQuerySet = super().get_queryset()
        return rows.defer("about", "words")


class PublishedDocument(index.Indexed, models.Model):
    """One row per page that is or was public.

    `document` holds the exact bytes (UTF-8) that the API answers and every mirror
    carries: the full form while live, a tombstone without any text afterwards. The
    other columns are only there to find, filter and order it; they are empty in a
    tombstone. There is no key to Page: a tombstone outlives its page.
    """

    page_id = models.BigIntegerField(primary_key=True)
    edition = models.BigIntegerField(help_text="The edition that last changed it.")
    state = models.CharField(max_length=10, choices=State.choices)
    type = models.CharField(max_length=60)
    document = models.TextField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    fingerprint = models.CharField(
        max_length=32, blank=True, help_text="MD5 of the page's rows when pressed."
    )
    revision_id = models.BigIntegerField(null=True)

    html_path = models.CharField(max_length=1000, blank=True)
    tree_path = models.CharField(max_length=255, blank=True)
    title = models.CharField(max_length=255, blank=True)
    slug = models.CharField(max_length=255, blank=True)
    locale = models.CharField(max_length=100, blank=True)
    first_published_at = models.DateTimeField(null=True)
    last_published_at = models.DateTimeField(null=True)
    tags = ArrayField(models.CharField(max_length=100), default=list)
    sections = ArrayField(models.BigIntegerField(), default=list)
    filters = models.JSONField(
        default=dict, help_text="Field → value, for `?field=value` and `order`."
    )
    dek = models.TextField(blank=True)
    names = models.TextField(blank=True)
    text = models.TextField(blank=True)
    about = SearchVectorField(
        null=True, editable=False, help_text="Stems of what it is about, to rank by."
    )
    words = SearchVectorField(
        null=True, editable=False, help_text="Stems of the whole text."
    )

    objects = PublishedDocumentManager()

    search_fields = [
        index.SearchField("title", boost=10),
        index.SearchField("dek", boost=4),
        index.SearchField("names", boost=4),
        index.SearchField("opening", boost=2),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.FilterField("state"),
        index.FilterField("type"),
        index.FilterField("page_id"),
        index.FilterField("locale"),
        index.FilterField("html_path"),
        index.FilterField("tree_path"),
        index.FilterField("title"),
        index.FilterField("slug"),
        index.FilterField("first_published_at"),
        index.FilterField("last_published_at"),
        index.FilterField("tags"),
        index.FilterField("sections"),
        index.FilterField("filters"),
    ]

    class Meta:
        indexes = [
            # the API's default list, fronts, feeds
            models.Index(
                fields=["-first_published_at", "-page_id"],
                condition=models.Q(state="live"),
                name="document_newest",
            ),
            # child_of, descendant_of, section fronts
            models.Index(
                fields=["tree_path"],
                opclasses=["varchar_pattern_ops"],
                name="document_tree",
            ),
            # home and sections: few among all the stories, and on every page
            models.Index(
                fields=["type", "tree_path"],
                condition=models.Q(type__in=["pages.HomePage", "pages.SectionPage"]),
                name="document_fronts",
            ),
            models.Index(fields=["html_path"], name="document_address"),  # find/
            GinIndex(fields=["tags"], name="document_tags"),
            GinIndex(fields=["sections"], name="document_sections"),
            GinIndex(
                fields=["filters"],
                opclasses=["jsonb_path_ops"],
                name="document_filters",
            ),
            models.Index(fields=["edition"], name="document_edition"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.page_id} at edition {self.edition} ({self.state})"

    @property
    def opening(self) -> str:
        """The first sentences: news says there what it is about."""
        return self.text[:OPENING]


class Use(models.Model):
    """`page_id` shows `ref`, e.g. `image:5`, `page:12`, `author:3`, `file:/media/….jpg`.

    Written when a page is pressed; tells which pages follow when a resource changes,
    and which pictures a public story shows.
    """

    page_id = models.BigIntegerField()
    ref = models.CharField(max_length=255)
    form = models.JSONField(
        null=True,
        help_text="Public form of a picture or document, as the API shows it.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page_id", "ref"], name="use_once")
        ]
        # who shows this picture, this author, this page?
        indexes = [models.Index(fields=["ref", "page_id"], name="use_of")]

    def __str__(self) -> str:
        return f"page {self.page_id} uses {self.ref}"
