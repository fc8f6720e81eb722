"""The one way out: calls to addresses that somebody typed, made to public ones only.

A name is resolved once. Every answer must be global unicast, or inside a network of
`settings.EGRESS_ALLOW`, and exactly a checked address is dialed: a second answer of the
resolver, a redirect or a proxy leads nowhere else.

calls        one request and its answer
connections  what `requests` dials by
addresses    where a name leads, and a connection to exactly that
hurried      sockets that know when all must be over
errors       why nothing came back
"""

from workflows.egress.addresses import connect, resolve
from workflows.egress.calls import Answer, Session, session
from workflows.egress.errors import (
    AddressRefused,
    EgressFailed,
    NoAnswer,
    NotSecure,
    TooMuch,
    TooSlow,
)

__all__ = [
    "AddressRefused",
    "Answer",
    "EgressFailed",
    "NoAnswer",
    "NotSecure",
    "Session",
    "TooMuch",
    "TooSlow",
    "connect",
    "resolve",
    "session",
]
