"""Why a read is refused, with the sentence its caller is told."""


class Refusal(ValueError):
    """This request cannot be answered."""

    status = 500


class BadParameter(Refusal):
    """A query parameter is unknown, is given twice, or holds what it cannot hold."""

    status = 400


class NotFound(Refusal):
    """There is nothing public here."""

    status = 404

    def __init__(self, message: str = "Not found") -> None:
        super().__init__(message)
