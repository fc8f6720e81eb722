"""Stock Wagtail on the pages of this project: no Masthead room, Wagtail's own middleware."""

import os

from cms.settings.demo import *  # noqa: F403 — Django's way to inherit settings
from cms.settings.demo import INSTALLED_APPS, SEARCH_CONFIG, postgresql

DATABASES = {"default": postgresql(os.environ["STOCK_DATABASE_URL"])}

INSTALLED_APPS = [
    app for app in INSTALLED_APPS if not app.startswith(("cms", "workflows", "search"))
]
INSTALLED_APPS.append("wagtail.api.v2")

# As in Wagtail's project template.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "bench.stock_urls"

WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        "SEARCH_CONFIG": SEARCH_CONFIG,
    }
}
WAGTAIL_FINISH_WORKFLOW_ACTION = "wagtail.workflows.publish_workflow_state"
