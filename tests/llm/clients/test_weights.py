"""Where the embedded model's file comes from, and that it is what it should be."""

import hashlib
from pathlib import Path

import httpx
import pytest

from gradcheck.errors import ConfigurationError
from gradcheck.llm.clients.weights import locate
from gradcheck.settings import Embedded

DATA = b"weights" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
REFERENCE = "someone/model-GGUF:model.Q4.gguf"


class Hub:
    """Serves one file, counts requests."""

    def __init__(self, *, status: int = 200, breaks: bool = False) -> None:
        self.urls: list[str] = []
        self.status = status
        self.breaks = breaks
        self.transport = httpx.MockTransport(self._serve)

    def _serve(self, request: httpx.Request) -> httpx.Response:
        self.urls.append(str(request.url))
        if self.breaks:
            return httpx.Response(200, stream=Broken())
        return httpx.Response(self.status, content=DATA)


class Broken(httpx.SyncByteStream):
    def __iter__(self):  # type: ignore[no-untyped-def]  # noqa: ANN204
        yield DATA[:100]
        raise httpx.ReadError("gone")


def files(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*") if path.is_file())


def test_the_shipped_file_is_found_and_verified(tmp_path: Path) -> None:
    path = locate(Embedded(), tmp_path)
    assert path.name == "SmolLM2-135M-Instruct.Q4_1.gguf"
    assert files(tmp_path) == []


def test_a_path_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(DATA)
    assert locate(Embedded(gguf=str(path)), tmp_path) == path
    assert locate(Embedded(gguf=str(path), sha256=SHA256.upper()), tmp_path) == path


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "own.gguf").write_bytes(DATA)
    assert locate(Embedded(gguf="~/own.gguf"), tmp_path / "data") == tmp_path / "own.gguf"


def test_a_wrong_digest_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(DATA)
    with pytest.raises(ConfigurationError, match=r"own\.gguf does not have the expected SHA-256"):
        locate(Embedded(gguf=str(path), sha256="0" * 64), tmp_path)
    with pytest.raises(ConfigurationError, match="expected SHA-256"):
        locate(Embedded(sha256="0" * 64), tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        locate(Embedded(gguf=str(tmp_path / "none.gguf")), tmp_path)


def test_a_reference_is_fetched_once(tmp_path: Path) -> None:
    hub, settings = Hub(), Embedded(gguf=REFERENCE, sha256=SHA256)
    first = locate(settings, tmp_path, hub.transport)
    assert locate(settings, tmp_path, hub.transport) == first
    assert first.read_bytes() == DATA
    assert hub.urls == ["https://huggingface.co/someone/model-GGUF/resolve/main/model.Q4.gguf"]
    assert files(tmp_path) == ["model.Q4.gguf"]


@pytest.mark.parametrize(
    ("hub", "problem"), [(Hub(status=404), "404"), (Hub(breaks=True), "ReadError")], ids=["refused", "broken"]
)
def test_a_failed_download_is_named_and_leaves_nothing_behind(tmp_path: Path, hub: Hub, problem: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{REFERENCE} cannot be fetched: .*{problem}"):
        locate(Embedded(gguf=REFERENCE), tmp_path, hub.transport)
    assert files(tmp_path) == []


def test_a_download_with_a_wrong_digest_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"model\.Q4\.gguf does not have the expected SHA-256"):
        locate(Embedded(gguf=REFERENCE, sha256="0" * 64), tmp_path, Hub().transport)
    assert files(tmp_path) == []
