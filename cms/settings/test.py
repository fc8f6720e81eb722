"""`make test`: the demo's settings, without its clock and its cost."""

import os

from cms.settings.demo import *

# Of the processes of one run, each has its own files, database and queues. All lie
# under the run's own home: two runs at once share nothing either.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
HOME = HOME / "tests" / WORKER
if WORKER:
    number = int(WORKER.removeprefix("gw")) + 1
    REDIS_URL = (
        f"{REDIS_URL}?db={number}"
        if REDIS_URL.startswith("unix://")
        else f"{REDIS_URL.removesuffix('/0')}/{number}"
    )
SIGNING_KEY = HOME / "tuf" / "online.pem"
MEDIA_ROOT = HOME / "media"
STORAGES["published"]["OPTIONS"]["location"] = HOME / "published"
STORAGES["published"]["OPTIONS"]["durable"] = False  # as their PostgreSQL is
# A cheap hasher: tests sign in thousands of times and protect nobody.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
API_V3 = True  # one door more to try
DATABASES["default"]["OPTIONS"].pop("pool")
