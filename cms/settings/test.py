"""`make test`: the demo's settings, without its clock and its cost."""

from cms.settings.demo import *

# Under the run's own home: two runs at once never share a file.
HOME = HOME / "tests"
MEDIA_ROOT = HOME / "media"
STORAGES["published"]["OPTIONS"]["location"] = HOME / "published"
# A cheap hasher: tests sign in thousands of times and protect nobody.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["OPTIONS"].pop("pool")
