"""What does an e-mail report? Its words, its subject, its day; what it quotes and how it is signed is set apart."""

import email
import email.policy
import email.utils
import re
from email.message import EmailMessage

from detente.errors import EmptyInput, EncodingError
from detente.reading.clean import dates
from detente.reading.clean.report import Facts
from detente.records import Part

_REPLY = re.compile(
    r"(?:On .{4,120} wrote:|-{2,} ?(?:Original|Forwarded) [Mm]essage ?-{2,}|_{20,}|Begin forwarded message:)\s*\Z"
)
_SIGNATURE = "-- "


def read_mail(data: bytes, name: str) -> tuple[str, str, Facts]:
    """Words, ``text`` or ``html``, and what the headers say. Raises where there is nothing to read in it."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise EmptyInput(f"{name}: this e-mail cannot be read")
    try:
        body = message.get_body(preferencelist=("plain", "html"))
        words = body.get_content() if body is not None else ""
    except (LookupError, ValueError, AttributeError, KeyError) as why:
        raise EncodingError(
            f"{name}: the encoding of this e-mail cannot be told ({why}); save its text as UTF-8"
        ) from None
    if body is None or not isinstance(words, str) or not words.strip():
        raise EmptyInput(f"{name}: there is no text in this e-mail")
    kind = "html" if body.get_content_subtype() == "html" else "text"
    sender, address = email.utils.parseaddr(_header(message, "From") or "")
    stated = _header(message, "Date")
    published = dates.found(stated)
    return (
        words,
        kind,
        Facts(
            title=_header(message, "Subject"),
            outlet=sender or address.partition("@")[2] or None,
            published=published,
            warnings=(f"the e-mail's date cannot be read: {stated[:60]!r}",) if stated and not published else (),
        ),
    )


def set_apart(text: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The same parts, with quoted replies and the signature as furniture: another's words, or nobody's news."""
    after = len(text)
    quoted: list[tuple[int, int]] = []
    at = 0
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if bare == _SIGNATURE or bare == "--" or _REPLY.match(bare[:200]):
            after = min(after, at)
            break
        if bare.startswith(">"):
            quoted.append((at, at + len(bare)))
        at += len(line)
    out: list[Part] = []
    spot = 0
    for part in parts:
        while spot < len(quoted) and quoted[spot][1] <= part.start:
            spot += 1
        in_quote = spot < len(quoted) and quoted[spot][0] <= part.start
        if part.start >= after or in_quote:
            out.append(Part(kind="furniture", start=part.start, end=part.end))
        elif part.end > after:
            words = text[part.start : after].rstrip()
            rest = len(text[after : part.end]) - len(text[after : part.end].lstrip())
            out.append(Part(kind=part.kind, start=part.start, end=part.start + len(words)))
            out.append(Part(kind="furniture", start=after + rest, end=part.end))
        else:
            out.append(part)
    return tuple(p for p in out if p.start < p.end)


def _header(message: EmailMessage, key: str) -> str | None:
    """A header's words; ``None`` where it is missing or so broken that the library gives up on it."""
    try:
        value = message.get(key)
    except (ValueError, IndexError, TypeError, AttributeError):
        return None
    return " ".join(str(value).split()) or None if value is not None else None
