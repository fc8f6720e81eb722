"""Choosers of pages, pictures, documents and snippets, without their inline script."""

import re
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets import BaseChooser

# new PageChooser("id_page", {"modalUrl": …});  both arguments are JSON.
SCRIPT = re.compile(r"<script>(?:new )?(\w+)\((.+)\);</script>$", re.DOTALL)
scripted = BaseChooser.render


def render(self: BaseChooser, *args: Any, **kwargs: Any) -> SafeString:
    """Draw the chooser as Wagtail does, with an inert element in place of its script."""
    html: SafeString = scripted(self, *args, **kwargs)
    script = SCRIPT.search(html)
    if script is None:
        return html
    calls, using = script.groups()
    drawn = mark_safe(html[: script.start()])  # noqa: S308 — Wagtail marked it so itself
    return format_html(
        '{}<template data-calls="{}" data-using="[{}]"></template>', drawn, calls, using
    )
