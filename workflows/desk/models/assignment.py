"""An assignment: a pitch or a commission, before there is a page."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pages.models import ArticlePage, SectionPage
from workflows.desk.models.desk import Desk


class State(models.TextChoices):
    PITCHED = "pitched", _("Pitched")
    ASSIGNED = "assigned", _("Assigned")
    WRITING = "writing", _("Writing")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> "AssignmentQuerySet":
        """What somebody still has to write, or to finish."""
        written = models.Q(page__first_published_at__isnull=False)
        return self.filter(dropped_at=None).exclude(written)

    def overdue(self, now: datetime) -> "AssignmentQuerySet":
        return self.open().filter(due_at__lt=now)


class Assignment(models.Model):
    """A story that somebody wants. Its state is derived: see `state`."""

    title = models.CharField(
        _("working title"), max_length=255, help_text=_("The draft's first headline.")
    )
    slugline = models.CharField(
        _("slugline"),
        max_length=80,
        blank=True,
        help_text=_("The newsroom's own name for the story, e.g. HARBOR-STRIKE."),
    )
    brief = models.TextField(
        _("brief"),
        blank=True,
        help_text=_("What to find out, whom to call, how long it should be."),
    )
    desk = models.ForeignKey(
        Desk, on_delete=models.PROTECT, related_name="+", verbose_name=_("desk")
    )
    section = models.ForeignKey(
        SectionPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("section"),
        help_text=_("Where the draft is made; empty: the desk's first section."),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Who writes it; empty: it is a pitch that anybody may take."),
    )
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    page = models.OneToOneField(
        ArticlePage,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    dropped_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_at").asc(nulls_last=True), "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        # Django's own permissions would let a reporter's group commission, too.
        default_permissions = ()
        permissions = [
            ("assign_story", _("Can commission stories and assign people")),
            ("pitch_story", _("Can pitch stories and take pitches")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> State:
        if self.dropped_at:
            return State.DROPPED
        if self.page is not None:
            return State.DONE if self.page.first_published_at else State.WRITING
        return State.ASSIGNED if self.person_id else State.PITCHED

    @property
    def is_overdue(self) -> bool:
        late = self.due_at is not None and self.due_at < timezone.now()
        return late and self.state not in (State.DONE, State.DROPPED)
