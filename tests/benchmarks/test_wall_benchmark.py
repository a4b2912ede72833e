"""The wall's benchmark goes on whatever a server answers."""

from __future__ import annotations

import asyncio

from benchmarks import wall
from benchmarks.wall import SEVEN, Figures, send_until_taken
from tests.support.clients import run


def answered(monkeypatch, *statuses: str) -> Figures:
    """Send a drawing to a server that gives these answers, one after the other."""
    monkeypatch.setattr(wall, "AGAIN_SECONDS", 0)
    figures, left = Figures(), list(statuses)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(f"HTTP/1.1 {left.pop(0)}\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        await writer.drain()
        writer.close()

    async def send() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            await send_until_taken(server.sockets[0].getsockname()[1], figures, SEVEN)

    run(send())
    assert not left
    return figures


def test_what_is_refused_is_sent_again(monkeypatch):
    figures = answered(monkeypatch, "429 Too Many Requests", "429 Too Many", "202 Accepted")
    assert (len(figures.accepted), figures.refused, figures.errors) == (1, 2, [])


def test_an_error_is_noted(monkeypatch):
    figures = answered(monkeypatch, "503 Service Unavailable")
    assert (figures.accepted, figures.refused) == ([], 0)
    assert "503" in figures.errors[0]
