"""Publish alone, after one more look at what goes out; and the review after the fact."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Revision

from pages.models import PublicPage
from pages.signals import PublishRefused
from workflows.press.models import Edition
from workflows.review import decisions, lanes
from workflows.review.errors import ReviewRefused
from workflows.review.models import LaterReview
from workflows.review.models.approval import Kind
from workflows.review.reading import Read
from workflows.review.views.conflict import Conflict, differences


class AloneForm(forms.Form):
    read = forms.CharField(widget=forms.HiddenInput)
    said = forms.CharField(widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.fields["said"]
        if kind == Kind.BREAKING:
            said.required = False
            said.label = _("Note to readers (optional)")
            said.help_text = _("Stands with the story, e.g. that more will follow.")
        else:
            said.label = _("Why this cannot wait for a second person")
            said.help_text = _("All chief editors are told at once, with your words.")


class PublishAloneView(WagtailAdminTemplateMixin, FormView):
    """Breaking news, or break-glass: what goes out, and what follows."""

    template_name = "review/alone.html"
    form_class = AloneForm
    header_icon = "warning"
    TITLES: ClassVar = {
        Kind.BREAKING: gettext_lazy("Publish as breaking news"),
        Kind.BREAK_GLASS: gettext_lazy("Publish alone (break-glass)"),
    }

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.kind = Kind(kwargs["kind"])
        page = PublicPage.find(kwargs["page_id"])
        permission = lanes.BREAKING if self.kind == Kind.BREAKING else lanes.BREAK_GLASS
        if page is None or not request.user.has_perm(permission):
            raise PermissionDenied
        self.page = page
        self.page_title = self.TITLES[self.kind]
        self.page_subtitle = page.get_admin_display_title()

    @cached_property
    def newest(self) -> Any:
        return self.page.get_latest_revision()

    def get_initial(self) -> dict[str, str]:
        return {"read": Read.of(self.newest).token}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"kind": self.kind}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.newest.as_object()
        return super().get_context_data(
            draft=draft, problem=self._problem(draft), **kwargs
        )

    def _problem(self, draft: PublicPage) -> str:
        """Return what would be refused whatever is written into the form."""
        try:
            if self.kind == Kind.BREAKING:
                lanes.check_breaking(draft, self.request.user)
            decisions.check_is_ready(self.page)
        except ReviewRefused as refusal:
            return str(refusal)
        return ""

    def form_valid(self, form: AloneForm) -> HttpResponse:
        said, user = form.cleaned_data["said"], self.request.user
        read = Read.parse(form.cleaned_data["read"])
        try:
            if self.kind == Kind.BREAKING:
                lanes.publish_breaking(self.page, user=user, note=said, read=read)
            else:
                lanes.break_glass(self.page, user=user, reason=said, read=read)
        except (ReviewRefused, PublishRefused) as refusal:
            form.data = {**form.data, **self.get_initial(), "said": said}
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("“%s” is out. Somebody else must read it now: its review is open.")
            % self.page_subtitle,
        )
        return redirect("wagtailadmin_pages:edit", self.page.pk)


class CloseForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("What came of reading it"),
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "For the record. What must change is an update or a correction of the story."
        ),
    )


class CloseReviewView(WagtailAdminTemplateMixin, FormView):
    """A review after the fact: the text as it went out, and one's word about it."""

    template_name = "review/close.html"
    form_class = CloseForm
    page_title = gettext_lazy("Review after the fact")
    header_icon = "view"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.review = get_object_or_404(LaterReview, pk=kwargs["pk"])
        self.page = PublicPage.find(self.review.page_id)
        self.page_subtitle = self.review.headline

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            review=self.review,
            page=self.page,
            may_close=lanes.may_close(self.review, self.page, self.request.user),
            conflict=self._changes(),
            **kwargs,
        )

    def _changes(self) -> Conflict | None:
        """Return how the text differs from what was public before it, if anything was."""
        if self.page is None:
            return None
        ran = self.page.revisions.filter(pk=self.review.revision_id).first()
        before = self._public_before()
        if ran is None or before is None:
            return None
        return Conflict(
            ran, differences(before.as_object(), ran.as_object(), self.request)
        )

    def _public_before(self) -> Revision | None:
        editions = Edition.objects.filter(page_id=self.review.page_id)
        earlier = editions.filter(at__lt=self.review.opened_at).exclude(
            revision_id=self.review.revision_id
        )
        last = earlier.exclude(revision_id=None).order_by("-number").first()
        return Revision.objects.filter(pk=last and last.revision_id).first()

    def form_valid(self, form: CloseForm) -> HttpResponse:
        try:
            lanes.close_review(
                self.review,
                user=self.request.user,
                comment=form.cleaned_data["comment"],
            )
        except ReviewRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("The review is closed."))
        return redirect(reverse("wagtailadmin_home"))
