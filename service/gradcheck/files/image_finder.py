"""The images that the examples of a request name by an address: found before the request is read."""

from collections.abc import Iterable

from gradcheck.files.file_store import FileStore
from gradcheck.inputs.image_references import FILES
from gradcheck.inputs.images import Images


async def find_images(store: FileStore, named: Iterable[str]) -> Images:
    """The images of a request of which these texts name some; why there is none is noted of each text."""
    images = Images()
    ids = {text: text.removeprefix(FILES) for text in set(named) if text.startswith(FILES)}
    stored = await store.images(set(ids.values()))
    for text, file_id in ids.items():
        unknown = f"names the file {file_id[:80]!r}, and there is none of this id; POST /files uploads one"
        images.note(text, stored.get(file_id) or unknown)
    return images
