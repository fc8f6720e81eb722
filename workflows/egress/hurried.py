"""Sockets that know when all must be over: one byte now and then is no answer."""

import math
import socket
import ssl
import time
from typing import Any

PAUSE = 10.0  # seconds between two bytes


class Hurried(socket.socket):
    until = math.inf  # by the monotonic clock

    def _hurry(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.settimeout(min(PAUSE, left))

    def recv_into(self, *args: Any, **options: Any) -> int:
        self._hurry()
        return super().recv_into(*args, **options)

    def send(self, *args: Any, **options: Any) -> int:
        self._hurry()
        return super().send(*args, **options)

    def sendall(self, *args: Any, **options: Any) -> None:
        self._hurry()
        return super().sendall(*args, **options)


class PlainSocket(Hurried):
    pass


class SecureSocket(Hurried, ssl.SSLSocket):
    pass
