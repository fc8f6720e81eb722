"""One structured line (JSON) per outcome on standard error, for people and machines."""

import logging
import re
import sys
from typing import Any

import structlog

STAMPS: list[structlog.types.Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
    structlog.processors.format_exc_info,
]
# One list for good: a logger that was used keeps the one it began with.
OURS = [*STAMPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter]
# A lawyer's link is the one address that is a secret: Django logs what it refuses.
LINK = re.compile(r"(/legal-check/)[^/\s\"']+")


def without_secrets(
    _logger: Any, _method: str, line: structlog.types.EventDict
) -> structlog.types.EventDict:
    return {
        key: LINK.sub(r"\1…", value) if isinstance(value, str) else value
        for key, value in line.items()
    }


def without_purged(record: logging.LogRecord) -> bool:
    """Leave out which address a cache did not forget: it may be a killed story's."""
    if str(record.msg).startswith("Couldn't purge") and isinstance(record.args, tuple):
        record.args = ("…", *record.args[1:])
    return True


def configure(options: dict[str, Any]) -> None:
    """Send every log line, the libraries' too, through one JSON formatter.

    Called by Django with settings.LOGGING: {"level": name of the lowest level}.
    """
    structlog.configure(
        processors=OURS,
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(without_purged)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=STAMPS,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_secrets,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(options["level"])
    # Two lines for each row that Wagtail indexes tell nobody anything.
    logging.getLogger("django_tasks").setLevel(logging.WARNING)
    # Three lines for each delivery by SFTP; its errors are raised, and said by us.
    logging.getLogger("paramiko").setLevel(logging.CRITICAL)
    # It writes the address of what it calls; that of a webhook is a secret.
    logging.getLogger("urllib3").setLevel(logging.ERROR)
    # It writes the headline of each page that is changed, published or taken down.
    logging.getLogger("wagtail").setLevel(logging.WARNING)
