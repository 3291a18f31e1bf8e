"""Small real pictures in each format, written by hand after the formats' specifications."""

import base64
import copy
import struct
import zlib
from typing import Any


def png(width: int = 2, height: int = 1, *, shade: int = 0) -> bytes:
    """A whole PNG in one shade of grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(width: int, height: int) -> bytes:
    """The head of a GIF."""
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b";"


def jpeg(width: int, height: int, *, frame: int = 0xC0) -> bytes:
    """The head of a JPEG: an application segment, fill bytes, a table, the frame."""
    application = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1\0\0\1\0\1\0\0"
    table = b"\xff\xff\xc4" + struct.pack(">H", 4) + b"\0\0"
    return b"\xff\xd8" + application + table + bytes([0xFF, frame]) + struct.pack(">HBHHB", 17, 8, height, width, 3)


def webp(width: int, height: int, kind: bytes) -> bytes:
    """The head of a WebP whose first chunk is of this kind."""
    size = {
        b"VP8 ": b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height | 0x4000),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14),
        b"VP8X": b"\0\0\0\0" + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3],
    }[kind]
    return b"RIFF" + struct.pack("<I", 12 + len(size)) + b"WEBP" + kind + struct.pack("<I", len(size)) + size


def data_url(data: bytes, media_type: str = "image/png") -> str:
    """A picture as a data URL."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


def as_texts(body: dict[str, Any]) -> dict[str, Any]:
    """A request to a model as one that has only texts, for the world's answers."""
    body = copy.deepcopy(body)
    for message in body["messages"]:
        if isinstance(message["content"], list):
            message["content"] = "".join(part.get("text", "<image>") for part in message["content"])
    return body
