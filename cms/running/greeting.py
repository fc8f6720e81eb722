"""What `make run` prints when everything answers: every address and login."""

from collections.abc import Mapping
from pathlib import Path

TEMPLATE = """
Masthead is up. Stop it with Ctrl-C; a second `make run` keeps the data.

  Newsroom      {web}/admin/
  Wagtail API   {web}/api/v2/pages/
  Changes       {web}/api/v2/changes/
  Feeds         {web}/feeds/rss.xml
  Health        {web}/health/ready
  Primary       {primary}/
  Second mirror {second}/

  Logins        reporter, editor, chief, legal, operator   (password: masthead)
  Data          {home}
  Logs          {home}/log/
"""


def greeting(environment: Mapping[str, str], *, home: Path) -> str:
    """Return the table of addresses for the environment of a run."""
    return TEMPLATE.format(
        web=f"http://localhost:{environment['MASTHEAD_WEB_PORT']}",
        primary=f"http://localhost:{environment['MASTHEAD_PRIMARY_PORT']}",
        second=f"http://localhost:{environment['MASTHEAD_MIRROR_PORT']}",
        home=home,
    )
