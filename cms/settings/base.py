"""What every environment shares; `docs/operate.md` lists each variable."""

from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from environs import FileAwareEnv

from cms import threads
from cms.settings import values

env = FileAwareEnv()

BASE_DIR = Path(__file__).resolve().parents[2]
HOME = Path(env.str("MASTHEAD_HOME", str(BASE_DIR / ".masthead"))).resolve()

DEBUG = False
DEMO = False
SECRET_KEY = env.str("MASTHEAD_SECRET_KEY", "")
# Older ones: what they sealed or signed is still read.
SECRET_KEY_FALLBACKS: list[str] = env.list("MASTHEAD_SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS: list[str] = env.list("MASTHEAD_ALLOWED_HOSTS", [], validate=values.hosts)
CSRF_TRUSTED_ORIGINS: list[str] = env.list(
    "MASTHEAD_CSRF_TRUSTED_ORIGINS", [], validate=values.addresses
)

INSTALLED_APPS = [
    "cms",
    "cms.accounts",
    "cms.policy",
    "workflows.desk",
    "workflows.review",
    "workflows.press",
    "workflows.mirrors",
    "search",
    "pages",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "workflows.notices",  # after Wagtail's admin, whose own mails it switches off
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

# Public reads come first: nothing about a session, a user or a cookie concerns them.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "pages.api.middleware.PublicReadMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def postgresql(url: str) -> dict[str, Any]:
    """Return Django's DATABASES entry for a postgres:// URL, with a connection pool.

    Raises:
        ImproperlyConfigured: the URL is missing or is not PostgreSQL's. The message
            never repeats the URL: it may hold a password.
    """
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url)} if url else {}
    except ValueError:
        database = {}
    if database.get("ENGINE") != "django.db.backends.postgresql":
        message = "DATABASE_URL must look like postgres://user:password@host:5432/name."
        raise ImproperlyConfigured(message)
    options = {"pool": {"min_size": 1, "max_size": threads.CONNECTIONS, "timeout": 10}}
    return database | {"OPTIONS": database.get("OPTIONS", {}) | options}


DATABASES = {"default": postgresql(env.str("DATABASE_URL", ""))}
# Every request is one transaction: Wagtail's own publish and cancel are not atomic.
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "redis://127.0.0.1:6379/0", validate=values.broker)

LANGUAGE_CODE = env.str("MASTHEAD_LANGUAGE", "en", validate=values.language)
WAGTAIL_CONTENT_LANGUAGES = [(LANGUAGE_CODE, LANGUAGE_CODE)]
TIME_ZONE = env.str("MASTHEAD_TIME_ZONE", "UTC", validate=values.time_zone)
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "cms/locale"]
# Some machines list their own zone as one, which no browser knows.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"localtime"})
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/uploads/"
MEDIA_ROOT = HOME / "media"

# Originals of pictures stay inside; what the press finished lies in `published`.
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "published": {
        "BACKEND": "workflows.press.storage.WholeFiles",
        "OPTIONS": {"location": HOME / "published", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Counts of failed sign-ins are shared by all web processes, and do not depend on the
# broker. The default cache is Wagtail's, and each process has its own, as ever.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "counts": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# --- Accounts -------------------------------------------------------------------
LOGIN_URL = "wagtailadmin_login"
LOGIN_REDIRECT_URL = "wagtailadmin_home"
SESSION_COOKIE_AGE = 3600 * env.int(
    "MASTHEAD_SESSION_HOURS", 16, validate=values.at_least_one
)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "cms.accounts.adapter.Accounts"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # not everybody may enter the admin
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"login": "cms.accounts.forms.SignInForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
# Attempts that failed, in five minutes or a day, by address (ip), name (key) or user.
ACCOUNT_RATE_LIMITS = {
    "change_password": "5/5m/user",
    "login": None,  # one that succeeds is not counted
    "login_failed": "20/5m/ip,5/5m/key",
    "login_failed_known": "5/5m/key",
    "reauthenticate": "20/5m/user",
    "reset_password": "10/5m/ip",
    "second_factor": "50/d/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int(
    "MASTHEAD_PROXIES", 0, validate=values.not_negative
)
MFA_ADAPTER = "cms.accounts.factors.Factors"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by whoever makes the account
MFA_FORMS = {
    "authenticate": "cms.accounts.forms.CodeForm",
    "reauthenticate": "cms.accounts.forms.ConfirmForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# The admin runs no script that does not come as a file of ours (`cms/policy/`).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "object-src": ["'none'"],
        # Wagtail's editor writes style elements; they can show, and not do.
        "style-src": ["'self'", "'unsafe-inline'"],
    }
}

# --- Masthead -------------------------------------------------------------------
NEWSROOM_NAME = env.str("MASTHEAD_NEWSROOM_NAME", "Masthead", validate=values.filled)
PRIMARY_URL = env.str(
    "MASTHEAD_PRIMARY_URL", "http://localhost:8101", validate=values.address
).rstrip("/")
API_V3 = env.bool("MASTHEAD_API_V3", False)
SIGNING_KEY = Path(env.str("MASTHEAD_SIGNING_KEY", str(HOME / "tuf" / "online.pem")))
LEGAL_LINK_HOURS = env.int(
    "MASTHEAD_LEGAL_LINK_HOURS", 48, validate=values.at_least_one
)
API_LIMIT_MAX = env.int("MASTHEAD_API_LIMIT_MAX", 20, validate=values.at_least_one)
EGRESS_ALLOW = list(
    map(ip_network, env.list("MASTHEAD_EGRESS_ALLOW", [], validate=values.networks))
)
WAGTAILFRONTENDCACHE = env.json("MASTHEAD_FRONTEND_CACHE", {}, validate=values.caches)
LOOKS_AT_ONCE = threads.LOOKING
AUDIT_SECONDS = env.int("MASTHEAD_AUDIT_SECONDS", 86_400, validate=values.at_least_one)
NOTICE_DAYS = env.int("MASTHEAD_NOTICE_DAYS", 30, validate=values.at_least_one)

# --- Wagtail --------------------------------------------------------------------
WAGTAIL_SITE_NAME = NEWSROOM_NAME
WAGTAILADMIN_BASE_URL = env.str(
    "MASTHEAD_ADMIN_URL", "http://localhost:8000", validate=values.address
).rstrip("/")
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # an address must be a plain name on every mirror
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_FINISH_WORKFLOW_ACTION = "workflows.review.finish.publish_approved"
WAGTAIL_WORKFLOW_CANCEL_ON_PUBLISH = False  # a correction in review outlives the hour
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False  # our rule is the content hash
WAGTAILIMAGES_IMAGE_FORM_BASE = "pages.forms.PictureForm"
WAGTAILIMAGES_IMAGE_MODEL = "pages.NewsImage"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "avif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024  # bytes
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000_000
WAGTAILREDIRECTS_AUTO_CREATE = False  # the press does it, in the edition that moves
WAGTAILEMBEDS_FINDERS: list[dict[str, object]] = []  # embeds are rendered by us
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "txt", "xlsx", "zip"]
SEARCH_CONFIG = env.str("MASTHEAD_SEARCH_CONFIG", "english")
WAGTAILSEARCH_BACKENDS = {
    "default": {
        "BACKEND": env.str(
            "MASTHEAD_SEARCH_BACKEND", "search.backend", validate=values.module
        ),
        "SEARCH_CONFIG": SEARCH_CONFIG,
    }
}
TAGGIT_CASE_INSENSITIVE = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # bytes; a long story's form
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# EMAIL_HOST and its like: what Django calls each part of the one address.
globals().update(
    values.mail(
        env.str(
            "MASTHEAD_EMAIL_URL", "smtp://localhost:25", validate=values.mail_server
        )
    )
)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str(
    "MASTHEAD_EMAIL_FROM", "masthead@localhost", validate=values.mailbox
)
LOGGING_CONFIG = "cms.logs.configure"
LOG_LEVEL = env.str("MASTHEAD_LOG_LEVEL", "INFO", validate=values.level)
LOGGING = {"level": LOG_LEVEL}
