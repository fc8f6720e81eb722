"""What all screens about mirrors have in common: who may see them, and the way back."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin.views import generic

from workflows.mirrors.models import Mirror


class Screen(generic.WagtailAdminTemplateMixin, generic.PermissionCheckedMixin, View):
    """A screen about mirrors; `mirror` is the one in its address, if there is one."""

    model = Mirror
    mirror: Mirror | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.mirror = get_object_or_404(Mirror, pk=kwargs["pk"])
            self.page_subtitle = str(self.mirror)

    def get_breadcrumbs_items(self) -> list[Any]:
        way = [{"url": reverse("mirrors:index"), "label": _("Mirrors")}]
        if self.mirror:
            page = reverse("mirrors:inspect", args=[self.mirror.pk])
            way.append({"url": page, "label": str(self.mirror)})
        here = {"url": "", "label": self.page_title, "sublabel": self.page_subtitle}
        return [*self.breadcrumbs_items, *way, here]
