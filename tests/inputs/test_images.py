"""An image is a picture of a known type, within bounds, and says what it is."""

import base64
import hashlib
from unittest.mock import Mock

import msgspec
import pytest

from gradcheck.domain.messages.contents import HeldImage
from gradcheck.errors import FieldError
from gradcheck.inputs import images as module
from gradcheck.inputs.image_headers import picture
from gradcheck.inputs.images import LARGEST_IMAGE, Images, image_of
from tests.support.pictures import data_url, gif, jpeg, png, webp


def refusal(given: str, images: Images | None = None) -> str:
    errors: list[FieldError] = []
    assert (images or Images()).read(given, "where", errors) is None
    assert [error.path for error in errors] == ["where"]
    return errors[0].message


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (png(640, 480), "image/png"),
        (gif(640, 480), "image/gif"),
        (jpeg(640, 480), "image/jpeg"),
        (jpeg(640, 480, frame=0xC2), "image/jpeg"),
        (webp(640, 480, b"VP8 "), "image/webp"),
        (webp(640, 480, b"VP8L"), "image/webp"),
        (webp(640, 480, b"VP8X"), "image/webp"),
    ],
)
def test_type_and_size_are_read_from_the_bytes(data: bytes, media_type: str) -> None:
    found = picture(data)
    assert found is not None
    assert (found.media_type, found.width, found.height) == (media_type, 640, 480)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        png()[:20],
        png(0, 5),
        b"GIF89a\1",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\0\0",
        b"\xff\xd8" + b"\xff" * 5000,
        jpeg(5, 5, frame=0xC4),
        jpeg(5, 5)[:-8],
        webp(5, 5, b"VP8X")[:25],
        b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 40,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM" + b"\0" * 60,
        b"%PDF-1.7",
    ],
)
def test_what_begins_no_picture_is_none_and_never_an_error(data: bytes) -> None:
    assert picture(data) is None
    for end in range(min(len(data), 64)):
        picture(data[:end])


def test_an_image_says_what_it_is_without_its_bytes_which_are_held_beside_it() -> None:
    data, images = png(640, 480), Images()
    image = images.read(data_url(data), "where", [])
    assert image is not None
    digest = hashlib.sha256(data).hexdigest()
    assert (image.data, image.sha256) == ("", digest)
    assert images.held == (HeldImage(image=image, data=data),)
    assert image.shown("photo") == f"[image photo: image/png 640x480, sha256 {digest[:16]}…]"
    assert base64.b64encode(data).decode() not in repr(msgspec.structs.replace(image, data="x" * 50))


def test_tokens_of_an_image_follow_its_size_within_bounds() -> None:
    sizes = [(1, 1), (640, 480), (8000, 8000)]
    images = [Images().read(data_url(gif(*size), "image/gif"), "where", []) for size in sizes]
    assert [image.tokens for image in images if image is not None] == [256, 23 * 18, 5000]


def test_the_same_picture_is_decoded_once_and_kept_once_however_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    images, read = Images(), Mock(wraps=image_of)
    monkeypatch.setattr(module, "image_of", read)
    first, second = (images.read(data_url(png()), "where", []) for _ in range(2))
    assert first is second
    assert read.call_count == 1
    third = images.read(data_url(png()).replace("data:", "DATA:"), "where", [])
    assert third == first
    assert [held.data for held in images.held] == [png()]


def test_what_is_stored_is_read_without_its_bytes_and_what_is_not_found_says_why() -> None:
    images = Images()
    images.note("gradcheck://files/a", image_of(png()))
    images.note("gradcheck://files/b", "names no file")
    images.bring("https://x/a.png", gif(3, 2))
    images.bring("https://x/b.png", b"<svg/>")
    assert images.read("gradcheck://files/a", "where", []) == image_of(png())
    assert refusal("gradcheck://files/b", images) == "names no file"
    assert "holds no picture" in refusal("https://x/b.png", images)
    assert [held.data for held in images.held] == [None, gif(3, 2)]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "names no image"),
        ("photo.png", "names no image"),
        ("file:///etc/passwd", "names no image"),
        ("https://example.com/a.png", "names no image"),
        ("data:image/png;base64,@@@@", "base64 cannot be read"),
        ("data:image/png;base64,aGk", "base64 cannot be read"),
        ("data:image/png;base64,", "holds no picture"),
        ("data:image/png,raw", "not in base64"),
        (data_url(b"<svg/>", "image/svg+xml"), "holds no picture"),
        (data_url(png(), "image/webp"), "says 'image/webp', and its bytes are image/png"),
        (data_url(png(), "text/html"), "says 'text/html'"),
        (data_url(gif(8001, 5), "image/gif"), "is 8001x5 pixels"),
    ],
)
def test_what_is_no_image_is_refused_with_the_reason_and_without_its_data(given: str, why: str) -> None:
    message = refusal(given)
    assert why in message
    assert len(message) < 200


def test_a_large_image_is_refused_before_it_is_decoded() -> None:
    assert f"accepted are {LARGEST_IMAGE}" in refusal("data:image/png;base64," + "A" * (LARGEST_IMAGE * 4 // 3 + 8))
    assert "bytes; accepted" in refusal(data_url(png() + b"\0" * LARGEST_IMAGE))


def test_all_images_of_a_request_have_a_bound_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 200)
    images = Images()
    assert images.read(data_url(png(shade=1)), "where", []) is not None
    assert images.read(data_url(png(shade=2)), "where", []) is not None
    assert images.read(data_url(png(shade=1)), "where", []) is not None
    assert "all images that a request brings" in refusal(data_url(png(shade=3)), images)
    images.note("gradcheck://files/a", image_of(png(shade=4)))
    assert images.read("gradcheck://files/a", "where", []) is not None
