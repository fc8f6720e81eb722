"""`make test`: the demo's settings, without its clock and its cost."""

import tempfile
from pathlib import Path

from cms.settings.demo import *

HOME = Path(tempfile.gettempdir()) / "masthead-tests"
MEDIA_ROOT = HOME / "media"
STORAGES["published"]["OPTIONS"]["location"] = HOME / "published"
# A cheap hasher: tests sign in thousands of times and protect nobody.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["OPTIONS"].pop("pool")
