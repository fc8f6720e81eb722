"""The file that calls what inert elements ask for."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks


@hooks.register("insert_global_admin_js")
def calls() -> SafeString:
    return format_html('<script src="{}"></script>', static("policy/calls.js"))
