"""The wording of notes, which critics read."""

from collections.abc import Iterable

_HEAD, _TAIL = 120, 70


def shorten(text: str) -> str:
    """The text on one line, at most about 200 characters: its beginning and its end, where answers stand."""
    flat = " ".join(text.split())
    clean = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in flat)
    if len(clean) <= _HEAD + _TAIL:
        return clean
    return f"{clean[:_HEAD]} … {clean[-_TAIL:]}"


def quote(text: str) -> str:
    """The shortened text in quotation marks."""
    return f'"{shorten(text)}"'


def either(texts: Iterable[str]) -> str:
    """Acceptable answers: `"a" or "b"`."""
    return " or ".join(quote(text) for text in texts)


def mismatch(wanted: str, output: str, *, why: str = "", labels: tuple[str, ...] = ()) -> str:
    """The note of an answer that is not fully right; `wanted` and `why` are phrases, `output` is raw."""
    got = quote(output) if output.strip() else "an empty answer"
    allowed = f"; allowed answers: {' or '.join(map(shorten, labels))}" if labels else ""
    return f"expected {wanted}, got {got}{f' ({why})' if why else ''}{allowed}"
