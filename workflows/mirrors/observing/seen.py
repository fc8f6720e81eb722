"""What a mirror's address has been seen to serve: its edition, and takedowns."""

from django.db import connection
from django.db.models import Exists, F, OuterRef

from workflows.mirrors.models import DueFile, DueLook, Mirror
from workflows.press.models import Action

# A takedown is over at a mirror when nothing that it or a later one changed is owed or
# unseen there, and no page that showed the story waits for the press. A first copy owes
# everything alike, so there nothing at all may be owed.
SIGHT = f"""
    INSERT INTO mirrors_sighting (mirror_id, edition, at)
    SELECT mirror.id, edition.number, statement_timestamp()
    FROM press_edition AS edition, mirrors_mirror AS mirror
    WHERE mirror.id = %(mirror)s
        AND edition.action IN ('{Action.WITHDRAW}', '{Action.KILL}')
        AND NOT EXISTS (
            SELECT 1 FROM mirrors_sighting AS sighting
            WHERE sighting.mirror_id = mirror.id AND sighting.edition = edition.number
        )
        AND NOT EXISTS (
            SELECT 1 FROM mirrors_duefile AS due
            WHERE due.mirror_id = mirror.id AND due.edition >= edition.number
                AND (due.urgent OR mirror.state = 'syncing' OR mirror.edition = 0)
        )
        AND NOT EXISTS (
            SELECT 1 FROM mirrors_duelook AS look
            WHERE look.mirror_id = mirror.id AND look.edition >= edition.number
                AND (look.urgent OR mirror.state = 'syncing' OR mirror.edition = 0)
        )
        AND NOT EXISTS (
            SELECT 1 FROM press_duepage AS page
            WHERE page.urgent AND page.edition >= edition.number
        )
    ON CONFLICT DO NOTHING
"""  # noqa: S608 — our own names, no value of a user


def note_seen(mirror: Mirror) -> None:
    """Note the edition that the mirror's address shows, and takedowns that are over there.

    Each is one statement, so that what is owed meanwhile keeps the number where it is.
    """
    owed = DueFile.objects.filter(mirror=OuterRef("pk"))
    unseen = DueLook.objects.filter(mirror=OuterRef("pk"))
    shown = Mirror.objects.filter(pk=mirror.pk).filter(~Exists(owed), ~Exists(unseen))
    shown.filter(seen_edition__lt=F("edition")).update(seen_edition=F("edition"))
    with connection.cursor() as cursor:
        cursor.execute(SIGHT, {"mirror": mirror.pk})
