"""The public read API in the shape of Wagtail's API v2, answered from published documents."""
