"""What `requests` dials by: checked addresses, in time, certificates verified."""

import math
import socket
import time
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError
from urllib3.util.ssl_ import create_urllib3_context

from workflows.egress.addresses import CONNECT, connect
from workflows.egress.hurried import Hurried, SecureSocket


class PlainConnection(HTTPConnection):
    """A connection of urllib3 that dials checked addresses, and in time."""

    allowed_only = True
    total = math.inf  # seconds for one exchange
    _until = math.inf

    def request(self, *args: Any, **options: Any) -> None:
        self._until = time.monotonic() + self.total
        self._hurry()
        super().request(*args, **options)

    def connect(self) -> None:
        super().connect()
        self._hurry()

    def _hurry(self) -> None:
        if isinstance(self.sock, Hurried):
            self.sock.until = self._until

    def _new_conn(self) -> socket.socket:
        host, port = self._dns_host.strip("[]"), self.port or self.default_port
        try:
            return connect(
                host,
                port,
                timeout=min(CONNECT, self.total),
                allowed_only=self.allowed_only,
            )
        except TimeoutError as error:
            raise ConnectTimeoutError(self, "no connection in time") from error


class SecureConnection(PlainConnection, HTTPSConnection):
    allowed_only = False

    def connect(self) -> None:
        self.ssl_context = create_urllib3_context()
        self.ssl_context.sslsocket_class = SecureSocket
        super().connect()


class GuardedAdapter(HTTPAdapter):
    def __init__(self, total: float) -> None:
        self._total = total
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, PlainConnection, self._total),
            "https": _pool(HTTPSConnectionPool, SecureConnection, self._total),
        }


def _pool(
    kind: type[HTTPConnectionPool], connection: type[PlainConnection], total: float
) -> type[HTTPConnectionPool]:
    timed = type(connection.__name__, (connection,), {"total": total})
    return type(kind.__name__, (kind,), {"ConnectionCls": timed})
