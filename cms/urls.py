"""Every address the web process answers."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.decorators.cache import cache_control
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms import api, health, v3
from cms.metrics import metrics
from cms.uploads import uploads
from workflows.press.reading import published

# Wagtail asks who may see the collection, and never whether the story is public.
originals = decorate_urlpatterns(
    decorate_urlpatterns(
        wagtaildocs_urls.urlpatterns, cache_control(private=True, max_age=300)
    ),
    login_required,
)

urlpatterns = [
    path("api/v2/", include(api)),
    *([v3.urls()] if settings.API_V3 else []),
    path("feeds/<path:path>", published),
    path("sitemaps/<path:path>", published),
    path("sitemap.xml", published),
    path("news-sitemap.xml", published),
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("metrics", metrics),
    path("admin/", include("cms.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(originals)),
    path("legal-check/", include("workflows.review.legal.urls")),
    path("uploads/<path:path>", uploads),
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home")),
    # Wagtail's other sign-in, for readers of private pages: there are none.
    path("_util/login/", RedirectView.as_view(pattern_name="wagtailadmin_login")),
    path("", include(wagtail_urls)),
]
