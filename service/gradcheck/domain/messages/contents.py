"""What of a message is no plain text: images, and calls of tools."""

from collections.abc import Mapping

from msgspec.structs import replace

from gradcheck.domain.base import Value

_CELL_PX = 28  # of one token
_LEAST_TOKENS, _MOST_TOKENS = 256, 5000


class Image(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A picture: what it is. `sha256` is that of its bytes, in hexadecimal.

    `data` are its bytes in base64, held only while it is sent, and by what an earlier version has stored.
    """

    media_type: str
    width: int
    height: int
    sha256: str
    data: str = ""

    def __repr__(self) -> str:
        return f"<{self.shown('of')}>"  # never the data

    def shown(self, name: str) -> str:
        """The text that stands for it wherever only texts are seen."""
        return f"[image {name}: {self.media_type} {self.width}x{self.height}, sha256 {self.sha256[:16]}…]"

    @property
    def tokens(self) -> int:
        """About what it takes of a model's input: a token for each 28x28 pixels, from 256 to 5,000."""
        cells = -(-self.width // _CELL_PX) * -(-self.height // _CELL_PX)
        return min(max(cells, _LEAST_TOKENS), _MOST_TOKENS)


Part = str | Image


class ToolCall(Value, frozen=True, kw_only=True):
    """A model's wish that a tool be called; `arguments` are JSON as the model wrote them."""

    id: str
    name: str
    arguments: str

    @property
    def shown(self) -> str:
        """The text that stands for it."""
        return f"{self.name}({self.arguments})"


class HeldImage(Value, frozen=True, kw_only=True):
    """An image that a job holds; `data` are its bytes where the job brings them, None where they are stored."""

    image: Image
    data: bytes | None = None


def with_data(parts: tuple[Part, ...], data: Mapping[str, str]) -> tuple[Part, ...]:
    """The parts with these bytes of images, in base64 by digest; images whose bytes are not among them have none."""
    return tuple(part if isinstance(part, str) else replace(part, data=data.get(part.sha256, "")) for part in parts)
