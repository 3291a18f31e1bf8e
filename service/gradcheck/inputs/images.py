"""Images of a request: each read once, checked, within bounds."""

import base64
import binascii
import hashlib

from gradcheck.domain.messages.contents import HeldImage, Image
from gradcheck.errors import FieldError
from gradcheck.inputs.image_headers import picture
from gradcheck.inputs.image_references import FILES

LARGEST_IMAGE = 15 << 18  # bytes: 5 MiB in base64, the least that a large provider takes
MOST_BYTES = 64 << 20  # of all images together that a request brings
MOST_AN_EXAMPLE = 20
_ALL = f"all images that a request brings may have {MOST_BYTES >> 20} MiB"
TOO_MUCH = f"is too much: {_ALL}; upload them to /files, which has no such bound"
_LONGEST_SIDE = 8000  # pixels
_TYPES = "image/png, image/jpeg, image/webp, image/gif"
_TAKEN = f"accepted are a data URL with base64 of {_TYPES}, the address of an uploaded file, {FILES}…, and an https URL"


class Images:
    """Reads the images of one request. What names an image means the same one wherever the request has it.

    It is `full` once an image was too much.
    """

    def __init__(self) -> None:
        self._read: dict[str, Image | str] = {}
        self._brought: dict[str, bytes] = {}
        self._size = 0
        self.full = False

    @property
    def held(self) -> tuple[HeldImage, ...]:
        """The images that have been read, each once, with the bytes of those that are not stored."""
        images = {image.sha256: image for image in self._read.values() if isinstance(image, Image)}
        return tuple(HeldImage(image=image, data=self._brought.get(digest)) for digest, image in images.items())

    def read(self, given: str, where: str, errors: list[FieldError]) -> Image | None:
        """The image that a text names; None where it is none, and why is put into `errors`."""
        if given not in self._read:
            self._read[given] = self._of(given)
        found = self._read[given]
        if isinstance(found, str):
            errors.append(FieldError(where, found))
            return None
        return found

    def bring(self, given: str, data: bytes) -> None:
        """Take the bytes that a text names, or note why they are no image."""
        try:
            self._read[given] = self._brought_image(data)
        except ValueError as error:
            self._read[given] = str(error)

    def note(self, given: str, found: Image | str) -> None:
        """Note which stored image a text names, or why there is none."""
        self._read[given] = found

    def _of(self, given: str) -> Image | str:
        """The image of a data URL, or why it is none."""
        try:
            data, said = _decoded(given)
            image = self._brought_image(data)
        except ValueError as error:
            return str(error)
        return image if said == image.media_type else f"says {said[:40]!r}, and its bytes are {image.media_type}"

    def _brought_image(self, data: bytes) -> Image:
        """The image of bytes that the request brings. Raises ValueError where it is none, or too much."""
        image = image_of(data)
        if image.sha256 not in self._brought:
            if self._size + len(data) > MOST_BYTES:
                self.full = True
                raise ValueError(TOO_MUCH)
            self._size += len(data)
            self._brought[image.sha256] = data
        return image


def image_of(data: bytes) -> Image:
    """What these bytes are. Raises ValueError where they are no image, or a larger one than models take."""
    if len(data) > LARGEST_IMAGE:
        raise ValueError(too_large(len(data)))
    found = picture(data)
    if found is None:
        raise ValueError(f"holds no picture: its bytes begin none of {_TYPES}")
    if max(found.width, found.height) > _LONGEST_SIDE:
        raise ValueError(f"is {found.width}x{found.height} pixels; accepted are {_LONGEST_SIDE} a side")
    digest = hashlib.sha256(data).hexdigest()
    return Image(media_type=found.media_type, width=found.width, height=found.height, sha256=digest)


def too_large(size: int) -> str:
    """What is said of an image of so many bytes."""
    return f"has {size} bytes; accepted are {LARGEST_IMAGE}: scale it down"


def _decoded(given: str) -> tuple[bytes, str]:
    """The bytes of a data URL, and of which type it says that they are. Raises ValueError."""
    head, comma, encoded = given.partition(",")
    if not comma or not head.lower().startswith("data:"):
        raise ValueError(f"names no image; {_TAKEN}")
    media_type, _, coding = head[5:].lower().partition(";")
    if coding != "base64":
        raise ValueError(f"is a data URL that is not in base64; {_TAKEN}")
    if len(encoded) > LARGEST_IMAGE * 4 // 3 + 4:
        raise ValueError(too_large(len(encoded) * 3 // 4))
    try:
        return base64.b64decode(encoded, validate=True), media_type.replace("image/jpg", "image/jpeg")
    except (binascii.Error, ValueError):
        raise ValueError("is a data URL whose base64 cannot be read") from None
