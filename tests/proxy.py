"""A TCP proxy on loopback that breaks connections on purpose, in ways a test can choose."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Event, Thread

PIECE = 4096  # bytes


@dataclass
class Faults:
    """What happens to connections from now on; all off: bytes pass.

    refuse: connections are closed as soon as they are accepted.
    black_hole: they are accepted, and then nothing happens, ever.
    delay: seconds before each piece of bytes, in both directions.
    cut_after: after so many bytes of a request the connection is reset.
    lose_reply: the request arrives, and its answer does not.
    """

    refuse: bool = False
    black_hole: bool = False
    delay: float = 0.0
    cut_after: int | None = None
    lose_reply: bool = False


class Proxy:
    """Passes what arrives at `port` on to `upstream`, as `faults` say."""

    def __init__(self, upstream: int) -> None:
        self.upstream = upstream
        self.faults = Faults()
        self.accepted = 0
        self.port = 0
        self._held: set[asyncio.Task[None]] = set()
        self._started = Event()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()
        self._started.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._accept, "127.0.0.1", 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.close()

    async def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.accepted += 1
        if task := asyncio.current_task():  # the loop itself holds on to none
            self._held.add(task)
            task.add_done_callback(self._held.discard)
        with suppress(OSError, asyncio.CancelledError):
            if not self.faults.refuse:
                await self._connect(reader, writer)
        writer.transport.abort()

    async def _connect(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while self.faults.black_hole:
            await asyncio.sleep(0.05)
        back, forth = await asyncio.open_connection("127.0.0.1", self.upstream)
        try:
            await asyncio.gather(
                self._pass(reader, forth, is_request=True),
                self._pass(back, writer, is_request=False),
            )
        finally:
            forth.transport.abort()

    async def _pass(
        self,
        source: asyncio.StreamReader,
        target: asyncio.StreamWriter,
        *,
        is_request: bool,
    ) -> None:
        passed = 0
        while piece := await source.read(PIECE):
            passed += len(piece)
            await self._suffer(piece, passed, is_request=is_request)
            if is_request or not self.faults.lose_reply:
                target.write(piece)
                await target.drain()
        if target.can_write_eof():
            target.write_eof()

    async def _suffer(self, piece: bytes, passed: int, *, is_request: bool) -> None:
        faults = self.faults
        if faults.delay:
            await asyncio.sleep(faults.delay)
        while self.faults.black_hole:
            await asyncio.sleep(0.05)
        if is_request and faults.cut_after is not None and passed > faults.cut_after:
            raise ConnectionResetError


@contextmanager
def proxy(upstream: int) -> Iterator[Proxy]:
    """Yield a proxy in front of a server on loopback that listens at port `upstream`."""
    started = Proxy(upstream)
    try:
        yield started
    finally:
        started.stop()
