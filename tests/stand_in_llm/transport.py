"""How an answer comes over the line: slowly, in part, never, or far too large."""

from __future__ import annotations

import functools
import json
import socket
import zlib

from tests.stand_in_llm.exchange import (
    Exchange,
    behaviour,
    completion,
)
from tests.stand_in_llm.replies import junk, ok, resume_text

HUGE = 1_000_000_000


@behaviour
def slow(exchange: Exchange, argument: str) -> None:
    """A good answer after so many seconds."""
    if not exchange.closing.wait(float(argument or 2)):
        ok(exchange, "")


@behaviour
def slow_junk(exchange: Exchange, argument: str) -> None:
    """A bad answer after so many seconds."""
    if not exchange.closing.wait(float(argument or 2)):
        junk(exchange, "")


@behaviour
def hang(exchange: Exchange, _: str) -> None:
    """No answer at all."""
    exchange.wait_for_hang_up()


@behaviour
def hang_up(exchange: Exchange, _: str) -> None:
    """The connection is closed without an answer."""


@behaviour
def reset(exchange: Exchange, _: str) -> None:
    """The connection is reset in the middle of the answer."""
    exchange.head(200, **{"Content-Type": "application/json", "Content-Length": "1000"})
    exchange.write(b'{"id": "chatcmpl-1", ')
    linger_off = (1).to_bytes(4, "little") + (0).to_bytes(4, "little")
    exchange.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_off)


@behaviour
def drip_head(exchange: Exchange, _: str) -> None:
    """Headers at one byte a second."""
    exchange.drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")


@behaviour
def drip(exchange: Exchange, _: str) -> None:
    """A good answer at one byte a second."""
    exchange.head(200, **{"Content-Type": "application/json"})
    exchange.drip(json.dumps(completion(content=resume_text(exchange))).encode())


@behaviour
def huge(exchange: Exchange, argument: str) -> None:
    """A reply of so many bytes (1 GB) that begins well."""
    exchange.head(200, **{"Content-Type": "application/json"})
    exchange.write(b'{"id": "chatcmpl-1", "choices": [{"message": {"content": "')
    block = b"x" * 65_536
    for _ in range(int(argument or HUGE) // len(block)):
        exchange.write(block)


@behaviour
def huge_error(exchange: Exchange, argument: str) -> None:
    """A 503 with a page of so many bytes (1 GB)."""
    exchange.head(503, **{"Content-Type": "text/html"})
    block = b"<p>sorry</p>" * 5_000
    for _ in range(int(argument or HUGE) // len(block)):
        exchange.write(block)


@behaviour
def bomb(exchange: Exchange, _: str) -> None:
    """100 MB in 100 kB of gzip, sent although it was not asked for."""
    exchange.send(200, _bomb(), Content_Encoding="gzip")


@functools.cache
def _bomb() -> bytes:
    packer = zlib.compressobj(wbits=31)
    block = b" " * 1_000_000
    return b"".join([*(packer.compress(block) for _ in range(100)), packer.flush()])
