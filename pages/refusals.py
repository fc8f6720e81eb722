"""Refusals that say themselves: the docstring of each is the sentence a person reads."""


class SaysItself(Exception):
    """This cannot be done."""

    def __init__(self, message: str = "") -> None:
        """Say `message`; without one, the docstring."""
        super().__init__(message or " ".join(str(type(self).__doc__).split()))

    def __str__(self) -> str:
        return str(self.args[0])
