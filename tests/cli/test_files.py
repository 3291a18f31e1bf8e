"""Images from the command line: uploaded, listed, shown and deleted."""

import json
from pathlib import Path

from tests.cli.conftest import Command
from tests.support.pictures import gif, png


def test_images_are_uploaded_listed_shown_and_deleted(gradcheck: Command, tmp_path: Path) -> None:
    (tmp_path / "front.png").write_bytes(png(64, 48))
    (tmp_path / "back.jpg").write_bytes(gif(30, 20))
    done = gradcheck("files", "upload", str(tmp_path / "front.png"), str(tmp_path / "back.jpg"))
    assert done.code == 0, done.err
    first, second = (line.split() for line in done.out.splitlines()[1:])
    assert first[0].startswith("gradcheck://files/file_")
    assert (first[1:4], second[1:4]) == (["front.png", "image/png", "64x48"], ["back.jpg", "image/gif", "30x20"])
    assert all(url in gradcheck("files", "list").out for url in (first[0], second[0]))
    for named in (first[0], first[0].rpartition("/")[2]):
        assert json.loads(gradcheck("files", "show", named, "--json").out)["url"] == first[0]
    assert "is deleted" in gradcheck("files", "delete", first[0]).out
    gone = gradcheck("files", "show", first[0])
    assert (gone.code, "there is no file" in gone.err) == (2, True)


def test_a_file_that_is_no_image_or_not_there_is_named(gradcheck: Command, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_text("<svg/>")
    (tmp_path / "large.png").write_bytes(png() + b"\0" * (5 << 20))
    for name, why in (("a.png", "holds no picture"), ("large.png", "bytes"), ("none.png", "No such file")):
        done = gradcheck("files", "upload", str(tmp_path / name))
        assert (done.code, done.out) == (2, "")
        assert name in done.err
        assert why in done.err
