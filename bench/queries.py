"""SQL queries per request, counted in process: `python -m bench.queries < addresses`.

Reads and prints JSON: name → addresses, name → mean number of queries.
"""

import json
import sys
from statistics import mean

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def main() -> None:
    django.setup()
    wanted = json.load(sys.stdin)
    counted = {name: mean(map(_count, paths[:20])) for name, paths in wanted.items()}
    json.dump(counted, sys.stdout)


def _count(path: str) -> int:
    client = Client()
    client.get(path)  # whatever a process learns once is not counted
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(path)
    if answer.status_code != 200:
        sys.exit(f"{path} answered {answer.status_code}.")
    return len(caught)


if __name__ == "__main__":
    main()
