"""An image is a picture of a known type, within bounds, and says what it is."""

import base64
import hashlib

import pytest

from gradcheck.errors import FieldError
from gradcheck.inputs import images as module
from gradcheck.inputs.image_headers import picture
from gradcheck.inputs.images import LARGEST_IMAGE, Images
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


def test_an_image_keeps_its_bytes_and_says_what_it_is_without_them() -> None:
    data = png(640, 480)
    image = Images().read(data_url(data), "where", [])
    assert image is not None
    digest = hashlib.sha256(data).hexdigest()
    assert (base64.b64decode(image.data), image.sha256) == (data, digest)
    assert image.shown("photo") == f"[image photo: image/png 640x480, sha256 {digest[:16]}…]"
    assert image.data not in repr(image)


def test_tokens_of_an_image_follow_its_size_within_bounds() -> None:
    sizes = [(1, 1), (640, 480), (8000, 8000)]
    images = [Images().read(data_url(gif(*size), "image/gif"), "where", []) for size in sizes]
    assert [image.tokens for image in images if image is not None] == [256, 23 * 18, 5000]


def test_the_same_picture_is_kept_once() -> None:
    images = Images()
    first, second = (images.read(data_url(png()), "where", []) for _ in range(2))
    assert first is second


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
    assert "all images of a request" in refusal(data_url(png(shade=3)), images)
