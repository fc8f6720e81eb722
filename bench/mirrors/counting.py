"""How many SQL queries a verb asks, without slowing them down."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Self

from django.db import connection


class Count:
    """Counts, within a `with`, what this process asks its database; `number` so far."""

    def __init__(self) -> None:
        self.number = 0
        self._counting = ExitStack()

    def __enter__(self) -> Self:
        self._counting.enter_context(connection.execute_wrapper(self._count))
        return self

    def __exit__(self, *_: object) -> None:
        self._counting.close()

    def _count(self, execute: Callable[..., Any], *asked: Any) -> Any:
        self.number += 1
        return execute(*asked)
