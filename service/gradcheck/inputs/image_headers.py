"""What a file's first bytes say about a picture: its type and size, by the formats' own specifications.

PNG: W3C, 5.2 and 11.2.1. JPEG: ITU-T T.81, annex B. GIF: GIF89a, 17 and 18. WebP: RFC 9649, 2.
"""

from gradcheck.domain.base import Value

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})  # markers among those of frames that begin none
_ALONE = frozenset({0x01, *range(0xD0, 0xDA)})  # markers without a segment


class Picture(Value, frozen=True, kw_only=True):
    """The type of a picture and its size in pixels."""

    media_type: str
    width: int
    height: int


def picture(data: bytes) -> Picture | None:
    """What the bytes begin; None where it is no PNG, JPEG, GIF or WebP whose size can be read."""
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
            return _of("png", _big(data, 16, 4), _big(data, 20, 4))
        if data.startswith((b"GIF87a", b"GIF89a")):
            return _of("gif", _little(data, 6, 2), _little(data, 8, 2))
        if data.startswith(b"\xff\xd8\xff"):
            return _jpeg(data)
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except IndexError:
        return None
    return None


def _jpeg(data: bytes) -> Picture | None:
    """The size that the first frame header gives."""
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
        elif marker in _ALONE:
            at += 2
        elif 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            return _of("jpeg", _big(data, at + 7, 2), _big(data, at + 5, 2))
        else:
            at += 2 + max(_big(data, at + 2, 2), 2)
    return None


def _webp(data: bytes) -> Picture | None:
    """The size by the first chunk: a lossy frame, a lossless one, or the extended header."""
    match data[12:16]:
        case b"VP8 " if data[23:26] == b"\x9d\x01\x2a":
            return _of("webp", _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF)
        case b"VP8L" if data[20] == 0x2F:
            bits = _little(data, 21, 4)
            return _of("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        case b"VP8X":
            return _of("webp", _little(data, 24, 3) + 1, _little(data, 27, 3) + 1)
    return None


def _of(kind: str, width: int, height: int) -> Picture | None:
    return Picture(media_type=f"image/{kind}", width=width, height=height) if width and height else None


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(_bytes(data, at, size), "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(_bytes(data, at, size), "little")


def _bytes(data: bytes, at: int, size: int) -> bytes:
    """So many bytes. Raises IndexError where there are fewer."""
    if at + size > len(data):
        raise IndexError(at)
    return data[at : at + size]
