"""The screen that confirms a verb, and does it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.log_actions import log

from workflows.mirrors import lifecycle
from workflows.mirrors.errors import MirrorFailed
from workflows.mirrors.models import Mirror
from workflows.mirrors.operating.screen import Screen
from workflows.mirrors.verbs import VERBS


class VerbView(Screen):
    """Say what a verb does to a mirror; do it on POST."""

    template_name = "mirrors/verb.html"
    permission_required = "change"
    mirror: Mirror

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["verb"] not in VERBS:
            raise Http404
        self.verb = VERBS[kwargs["verb"]]
        self.page_title = self.verb.label
        self.header_icon = self.verb.icon

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        context = {"verb": self.verb, "mirror": self.mirror}
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            self.verb.do(self.mirror)
        except (lifecycle.VerbRefused, MirrorFailed) as refusal:
            messages.error(request, str(refusal))
        else:
            log(self.mirror, f"mirrors.{kwargs['verb']}", user=request.user)
            messages.success(request, f"{self.verb.label}: {self.mirror}")
        return redirect("mirrors:inspect", self.mirror.pk)
