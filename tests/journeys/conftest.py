"""The newsroom whose road is walked."""

from tests.journeys.stack import stack

__all__ = ["stack"]
