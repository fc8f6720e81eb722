"""PostgreSQL's text search configurations: a language's own, with accents taken off.

`café` and `cafe` find each other. They are made after every migration, so that another
`MASTHEAD_SEARCH_CONFIG` needs `migrate`, and then `update_index`.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from psycopg import sql

WITHOUT_STEMS = "simple"  # for autocompletion: beginnings of words, as they are written
ACCENTS = "unaccent"
WORD = 2  # "Word, all letters", in the tables of PostgreSQL's default parser


def configuration_of(language: str) -> str:
    """Return the name of our configuration for one of PostgreSQL's, e.g. `english`."""
    return f"masthead_{language}"


def newsroom_configuration() -> str:
    """Return the name of the configuration that public search reads words by."""
    return configuration_of(settings.SEARCH_CONFIG)


def make_configurations(**_: object) -> None:
    """Have our configurations for the newsroom's language and for autocompletion.

    Raises:
        ImproperlyConfigured: PostgreSQL does not know the newsroom's language.
    """
    if not _names("SELECT 1 FROM pg_ts_dict WHERE dictname = %s", ACCENTS):
        return  # our own migration has not run yet
    known = _names("SELECT cfgname FROM pg_ts_config")
    for language in {settings.SEARCH_CONFIG, WITHOUT_STEMS}:
        if language not in known:
            raise ImproperlyConfigured(
                f"MASTHEAD_SEARCH_CONFIG is {language!r}, which PostgreSQL does not "
                f"know. It knows: {', '.join(sorted(known))}."
            )
        if configuration_of(language) not in known:
            _make(language)


def _make(language: str) -> None:
    ours, source = sql.Identifier(configuration_of(language)), sql.Identifier(language)
    dictionaries = [
        sql.Identifier(name) for name in (ACCENTS, *_dictionaries(language))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEXT SEARCH CONFIGURATION {} (COPY = {})").format(
                ours, source
            )
        )
        cursor.execute(
            sql.SQL(
                "ALTER TEXT SEARCH CONFIGURATION {} "
                "ALTER MAPPING FOR hword, hword_part, word WITH {}"
            ).format(ours, sql.SQL(", ").join(dictionaries))
        )


def _dictionaries(language: str) -> list[str]:
    """Return what a language's own configuration does with a word, in order."""
    return _names(
        "SELECT dictname FROM pg_ts_config_map JOIN pg_ts_dict d ON d.oid = mapdict "
        "WHERE mapcfg = %s::regconfig AND maptokentype = %s ORDER BY mapseqno",
        language,
        WORD,
    )


def _names(query: str, *values: str | int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return [name for (name,) in cursor.fetchall()]
