"""What `manage.py check` says of the signing key."""

from pathlib import Path

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext as _

from workflows.mirrors.proof import keys


@checks.register
def signing_key(**_kwargs: object) -> list[checks.CheckMessage]:
    """Warn where nothing is signed; a demo makes keys of its own when it is seeded."""
    path = Path(settings.SIGNING_KEY)
    if not path.exists():
        missing = checks.Warning(
            _("There is no signing key: readers cannot prove what mirrors serve."),
            hint=_(
                "Run manage.py tuf_init, or set MASTHEAD_SIGNING_KEY: docs/proof.md."
            ),
            id="mirrors.W001",
        )
        return [] if settings.DEMO else [missing]
    try:
        keys.read(path)
    except (keys.KeyExposed, keys.KeyUnreadable, OSError) as error:
        return [checks.Error(f"{path}: {error}", id="mirrors.E001")]
    return []
