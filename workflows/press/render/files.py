"""The files of a page: path → bytes and media type. Pictures are not among them."""

from dataclasses import dataclass

from django.template.loader import render_to_string

from pages.api.pages import newest
from pages.models import ArticlePage, HomePage, PublicPage, SectionPage
from pages.public.forms import Form
from workflows.press import history, site, sitemap
from workflows.press.render import article, feeds, front, redirects, registry

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Rendered:
    data: bytes
    type: str


def of_page(page: PublicPage, form: Form, newsroom: Form) -> dict[str, Rendered]:
    """Render every file whose content this page decides.

    Only fronts name the newsroom's addresses. There may be a hundred thousand stories,
    and an address that is taken out must be named nowhere a minute later.

    Args:
        page: as it is now.
        form: its public form.
        newsroom: `site.context_of_fronts()`.
    """
    everywhere = site.everywhere(newsroom)
    old = redirects.files(page, everywhere)
    own = _own(page, form, everywhere if isinstance(page, ArticlePage) else newsroom)
    return {path: Rendered(data, HTML) for path, data in old.items()} | own


def _own(page: PublicPage, form: Form, newsroom: Form) -> dict[str, Rendered]:
    index = f"{form['meta']['html_url']}index.html"
    if isinstance(page, ArticlePage):
        return {index: Rendered(article.html(form, newsroom), HTML)} | _past(
            form, newsroom
        )
    if isinstance(page, SectionPage):
        newest = front.newest_in(page.pk, feeds.FEED_STORIES, tree_path=page.path)
        feed = feeds.section_feed(newest, form, newsroom)
        return {
            index: Rendered(front.section_html(page, form, newsroom), HTML),
            feeds.address_of(form["meta"]["html_url"]): Rendered(feed, feeds.RSS),
        }
    if isinstance(page, HomePage):
        return {index: Rendered(front.home_html(form, newsroom), HTML)} | _of_site(
            newsroom
        )
    raise TypeError(f"No files are defined for {type(page).__name__}.")


def _past(form: Form, newsroom: Form) -> dict[str, Rendered]:
    """Return the page of a story's history, once there is more than its beginning."""
    if not history.has_page(form):
        return {}
    path = f"{history.address_of(form['meta']['html_url'])}index.html"
    return {path: Rendered(article.history_html(form, newsroom), HTML)}


def _of_site(newsroom: Form) -> dict[str, Rendered]:
    """Files of the whole site; they follow every story, as the home page does."""
    not_found = render_to_string("reader/not_found.html", {"site": newsroom})
    return {
        "/404.html": Rendered(not_found.encode(), HTML),
        "/feeds/rss.xml": Rendered(feeds.home_feed(newsroom), feeds.RSS),
        "/sitemap.xml": Rendered(sitemap.index(), sitemap.XML),
        "/news-sitemap.xml": Rendered(feeds.news_sitemap(), sitemap.XML),
        "/api/v2/pages/index.json": Rendered(newest().encode(), "application/json"),
        registry.PATHS["json"]: Rendered(
            registry.mirrors().encode(), "application/json"
        ),
        registry.PATHS["trust"]: Rendered(registry.trust().encode(), registry.TEXT),
    }
