"""How is an answer sent that is made as it goes? In pieces, the first of them made before anything is sent."""

from collections.abc import Iterator, Mapping
from itertools import chain

from starlette.responses import StreamingResponse

PIECE = 64_000
"""Bytes that are sent together."""


def streamed(made: Iterator[bytes], media: str, headers: Mapping[str, str] | None = None) -> StreamingResponse:
    """An answer of these bytes; what a filter cannot ask is an error of its own, and not the end of an answer."""
    pieces = gathered(made)
    begun = next(pieces, b"")
    return StreamingResponse(chain([begun], pieces), media_type=media, headers=headers)


def gathered(made: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of some size: a line at a time costs more to send than to make."""
    held = bytearray()
    for piece in made:
        held += piece
        if len(held) >= PIECE:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
