#!/usr/bin/env python
"""Django's command line for Masthead."""

import os
import sys

from django.core.management import execute_from_command_line

# They look at other machines, or at a folder: there is no database to connect to.
WITHOUT_DATABASE = {"import_tree", "verify_mirror", "verify_record", "tuf_root"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.demo")
    if sys.argv[1:2] and sys.argv[1] in WITHOUT_DATABASE:
        os.environ.setdefault("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
