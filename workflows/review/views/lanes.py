"""Publish alone, after one more look at what goes out; and the review after the fact."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from pages.models import PublicPage
from pages.signals import PublishRefused
from workflows.press.models import Edition
from workflows.review import decisions, lanes
from workflows.review.errors import ReviewRefused, TextChanged
from workflows.review.models import Approval, LaterReview, ReviewedText
from workflows.review.models.approval import Kind
from workflows.review.reading import Read, text_read
from workflows.review.record import access, words
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
        page = PublicPage.find(kwargs["page_id"])
        if (
            page is None
            or not page.latest_revision_id
            or kwargs["kind"] not in self.TITLES
        ):
            raise Http404
        self.kind = Kind(kwargs["kind"])
        if not lanes.may_take(self.kind, page, request.user):
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
        token = form.cleaned_data["read"]
        read = Read.parse(token)
        try:
            if self.kind == Kind.BREAKING:
                lanes.publish_breaking(self.page, user=user, note=said, read=read)
            else:
                lanes.break_glass(self.page, user=user, reason=said, read=read)
        except (ReviewRefused, PublishRefused) as refusal:
            form.data = {**form.data, **self.get_initial(), "said": said}
            form.add_error(None, str(refusal))
            is_stale = isinstance(refusal, TextChanged)
            conflict = self._since(token) if is_stale else None
            return self.render_to_response(
                self.get_context_data(form=form, conflict=conflict)
            )
        messages.success(
            self.request,
            _("“%s” is out. Somebody else must read it now: its review is open.")
            % self.page_subtitle,
        )
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _since(self, token: str) -> Conflict | None:
        """Return what changed since the text of `token` was read, if that is still there."""
        known = text_read(self.page, token)
        if known is None:
            return None
        before, after = known.as_object(), self.newest.as_object()
        return Conflict(self.newest, differences(before, after, self.request))


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
        is_author = request.user.pk in self.review.authors
        if not (is_author or access.may_read(self.page, request.user)):
            raise PermissionDenied
        self.page_subtitle = self.review.headline

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            review=self.review,
            page=self.page,
            may_close=lanes.may_close(self.review, self.page, self.request.user),
            **self._words(),
            **kwargs,
        )

    def _words(self) -> dict[str, Any]:
        """Return the text as it went out, laid over what was public before it, if any was."""
        ran, before = self.review.content_hash, self._public_before()
        kept = ReviewedText.objects.filter(content_hash__in=[ran, before])
        texts = dict(kept.values_list("content_hash", "text"))
        if before in texts and (lines := words.differences(texts[before], texts[ran])):
            return {"changes": [(before, ran, lines)]}
        return {"texts": [(ran, words.lines(texts[ran]))]}

    def _public_before(self) -> str:
        """Return the content hash of what readers had until then; empty if they had nothing."""
        of_page = {"page_id": self.review.page_id}
        editions = Edition.objects.filter(at__lt=self.review.opened_at, **of_page)
        texts = editions.exclude(revision_id=None).order_by("-number")
        last = texts.exclude(revision_id=self.review.revision_id)
        approved = Approval.objects.filter(
            revision_id__in=last.values("revision_id")[:1], **of_page
        )
        return approved.values_list("content_hash", flat=True).first() or ""

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
