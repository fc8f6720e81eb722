"""`make run`: one machine, demo data, nothing to configure."""

import os

os.environ.setdefault("MASTHEAD_SECRET_KEY", "demo-only-key-that-production-refuses")
os.environ.setdefault("MASTHEAD_EGRESS_ALLOW", "127.0.0.0/8,::1/128")

from cms.settings.base import *

DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEMO = True
NEWSROOM_NAME = env.str("MASTHEAD_NEWSROOM_NAME", "The Selden Courier")
WAGTAIL_SITE_NAME = NEWSROOM_NAME
