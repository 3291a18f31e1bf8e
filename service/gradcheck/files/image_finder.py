"""The images that the examples of a request name by an address: found before the request is read, each once."""

import asyncio
from collections.abc import Collection, Iterable

from gradcheck.concurrency import all_of
from gradcheck.errors import AttemptError
from gradcheck.files.file_store import FileStore
from gradcheck.inputs.image_references import FILES
from gradcheck.inputs.images import LARGEST_IMAGE, TOO_MUCH, Images
from gradcheck.outbound.downloads import Downloads

_WEB = ("https://", "http://")
_AT_ONCE = 8
_LONGEST_S = 120.0  # that a caller waits for all
_LATE = f"was not fetched in {_LONGEST_S:g} s, in which all images of a request have to be; upload them to /files"


async def find_images(store: FileStore, downloads: Downloads, named: Iterable[str]) -> Images:
    """The images of a request of which these texts name some; why there is none is noted of each text."""
    images, texts = Images(), sorted(set(named))
    ids = {text: text.removeprefix(FILES) for text in texts if text.startswith(FILES)}
    stored = await store.images(set(ids.values()))
    for text, file_id in ids.items():
        unknown = f"names the file {file_id[:80]!r}, and there is none of this id; POST /files uploads one"
        images.note(text, stored.get(file_id) or unknown)
    await _Fetching(downloads, images).all([text for text in texts if text.lower().startswith(_WEB)])
    return images


class _Fetching:
    """The images of one request that are fetched. A host that is away or may not be asked is not asked again."""

    def __init__(self, downloads: Downloads, images: Images) -> None:
        self._downloads = downloads
        self._images = images
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._given_up: dict[str, str] = {}

    async def all(self, addresses: Collection[str]) -> None:
        """Fetch what can be fetched in time, and note why the rest is not."""
        for address in addresses:
            self._images.note(address, _LATE)
        try:
            async with asyncio.timeout(_LONGEST_S):
                await all_of(map(self._one, addresses))
        except TimeoutError:
            return

    async def _one(self, address: str) -> None:
        host = address.partition("://")[2].partition("/")[0].lower()
        async with self._free:
            if self._images.full or host in self._given_up:
                self._images.note(address, self._given_up.get(host, TOO_MUCH))
                return
            try:
                self._images.bring(address, await self._downloads.fetch(address, LARGEST_IMAGE))
            except AttemptError as error:
                self._images.note(address, error.message)
                if error.outage or error.fatal:
                    self._given_up[host] = error.message
