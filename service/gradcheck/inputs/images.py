"""Images of a request: data URLs, checked, within bounds, each kept once."""

import base64
import binascii
import hashlib

from gradcheck.domain.messages.contents import Image
from gradcheck.errors import FieldError
from gradcheck.inputs.image_headers import picture

LARGEST_IMAGE = 15 << 18  # bytes: 5 MiB in base64, the least that a large provider takes
MOST_BYTES = 64 << 20  # of all images of a request together
MOST_AN_EXAMPLE = 20
_LONGEST_SIDE = 8000  # pixels
_TYPES = "image/png, image/jpeg, image/webp, image/gif"
_TAKEN = f"accepted is a data URL with base64 of {_TYPES}"


class Images:
    """Reads the images of one request."""

    def __init__(self) -> None:
        self._known: dict[str, Image] = {}
        self._bytes = 0

    def read(self, given: str, where: str, errors: list[FieldError]) -> Image | None:
        """The image that a text names; None where it is none, and why is put into `errors`."""
        try:
            data, said = self._bytes_of(given)
            return self._image(data, said)
        except ValueError as error:
            errors.append(FieldError(where, str(error)))
            return None

    def _bytes_of(self, given: str) -> tuple[bytes, str]:
        """The bytes, and of which type a data URL says that they are. Raises ValueError."""
        head, comma, encoded = given.partition(",")
        if not comma or not head.lower().startswith("data:"):
            raise ValueError(f"names no image; {_TAKEN}")
        media_type, _, coding = head[5:].lower().partition(";")
        if coding != "base64":
            raise ValueError(f"is a data URL that is not in base64; {_TAKEN}")
        if len(encoded) > LARGEST_IMAGE * 4 // 3 + 4:
            raise ValueError(_too_large(len(encoded) * 3 // 4))
        try:
            return base64.b64decode(encoded, validate=True), media_type.replace("image/jpg", "image/jpeg")
        except (binascii.Error, ValueError):
            raise ValueError("is a data URL whose base64 cannot be read") from None

    def _image(self, data: bytes, said: str) -> Image:
        """The image of these bytes. Raises ValueError where it is none, or too much."""
        if len(data) > LARGEST_IMAGE:
            raise ValueError(_too_large(len(data)))
        digest = hashlib.sha256(data).hexdigest()
        found = picture(data)
        if found is None:
            raise ValueError(f"holds no picture: its bytes begin none of {_TYPES}")
        if said != found.media_type:
            raise ValueError(f"says {said[:40]!r}, and its bytes are {found.media_type}")
        if max(found.width, found.height) > _LONGEST_SIDE:
            raise ValueError(f"is {found.width}x{found.height} pixels; accepted are {_LONGEST_SIDE} a side")
        if digest not in self._known:
            self._bytes += len(data)
            self._known[digest] = Image(
                media_type=found.media_type,
                width=found.width,
                height=found.height,
                sha256=digest,
                data=base64.b64encode(data).decode(),
            )
        if self._bytes > MOST_BYTES:
            raise ValueError(f"is too much: all images of a request may have {MOST_BYTES >> 20} MiB; scale them down")
        return self._known[digest]


def _too_large(size: int) -> str:
    return f"has {size} bytes; accepted are {LARGEST_IMAGE}: scale it down"
