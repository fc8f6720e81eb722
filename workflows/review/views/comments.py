"""What a reviewer wrote when their decision was refused: it waits for the next one."""

from django.http import HttpRequest

KEY = "review_comments"


def keep(request: HttpRequest, page_id: int, comment: str) -> None:
    """Remember `comment` for this person's next decision about a page."""
    if comment.strip():
        kept = request.session.get(KEY, {})
        request.session[KEY] = kept | {str(page_id): comment}


def take(request: HttpRequest, page_id: int) -> str:
    """Return what was kept for a page; it stays until a decision is taken."""
    return str(request.session.get(KEY, {}).get(str(page_id), ""))


def forget(request: HttpRequest, page_id: int) -> None:
    kept = request.session.get(KEY, {})
    if kept.pop(str(page_id), None) is not None:
        request.session[KEY] = kept
