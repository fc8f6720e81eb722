"""A desk: the team that owns sections."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _

from pages.models import SectionPage


class Desk(models.Model):
    """A team: its people are those of `group`; its stories lie in `sections` or below.

    Rights come from the group, as everywhere in Wagtail; the desk says whose it is.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, related_name="+", verbose_name=_("group")
    )
    sections = models.ManyToManyField(
        SectionPage, blank=True, related_name="+", verbose_name=_("sections")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("desk")
        verbose_name_plural = _("desks")

    def __str__(self) -> str:
        return self.name
