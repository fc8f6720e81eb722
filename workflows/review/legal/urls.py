"""A lawyer's addresses, below `/legal-check/`."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from workflows.review.legal import views


class Token(StringConverter):
    """A secret, a dot, its signature. No slug has a dot: pages keep every address."""

    regex = r"[\w-]+\.[\w-]*"


register_converter(Token, "token")

urlpatterns = [
    path("<token:token>/", views.letter, name="legal_link"),
    path("<token:token>/files/<str:name>", views.file, name="legal_file"),
]
