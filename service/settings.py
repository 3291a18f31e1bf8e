"""The environment and the TOML file, read once.

It owns names, defaults and checks of settings; it is the only place that reads the environment. It does not open
files other than the TOML one, nor any connection.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from service.domain.base import Wire
from service.errors import ConfigurationError

EMBEDDED = "embedded"
Positive = Annotated[int, Meta(ge=1)]


class Prices(Wire, frozen=True, kw_only=True):
    """Dollars per million tokens."""

    input: Annotated[float, Meta(ge=0)]
    output: Annotated[float, Meta(ge=0)]


class Provider(Wire, frozen=True, kw_only=True):
    """A provider of an OpenAI-compatible endpoint. Requests name it; they never carry its URL or key."""

    base_url: str
    api_key_env: str | None = None
    default_model: str | None = None
    profile: Literal["standard", "small"] = "standard"
    max_concurrency: Positive = 64
    timeout_s: Annotated[float, Meta(gt=0)] = 120.0
    prices: dict[str, Prices] = msgspec.field(default_factory=dict)


class Embedded(Wire, frozen=True, kw_only=True):
    """The model that comes with the service: `gguf` is a path or a Hugging Face reference `owner/repo:file`."""

    gguf: str | None = None
    sha256: str | None = None
    profile: Literal["standard", "small"] = "small"
    slots: Positive = 8
    context: Positive = 1024
    threads: Positive | None = None
    timeout_s: Annotated[float, Meta(gt=0)] = 120.0


class Settings(Wire, frozen=True, kw_only=True):
    """All settings of the service."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    api_keys: tuple[str, ...] = ()
    max_concurrency: Positive = 256
    max_jobs: Positive = 8
    max_body_bytes: Positive = 32 * 1024 * 1024
    heartbeat_s: Annotated[float, Meta(gt=0)] = 15.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    providers: dict[str, Provider] = msgspec.field(default_factory=dict)
    embedded: Embedded = Embedded()
    secrets: dict[str, str] = msgspec.field(default_factory=dict)

    def api_key(self, provider: str) -> str | None:
        """The key of a provider, from the environment variable it names."""
        name = self.providers[provider].api_key_env
        return self.secrets.get(name) if name else None


_SIMPLE = {
    "GRADCHECK_DATABASE_URL": "database_url",
    "GRADCHECK_HOST": "host",
    "GRADCHECK_PORT": "port",
    "GRADCHECK_MAX_CONCURRENCY": "max_concurrency",
    "GRADCHECK_MAX_JOBS": "max_jobs",
    "GRADCHECK_MAX_BODY_BYTES": "max_body_bytes",
    "GRADCHECK_HEARTBEAT_S": "heartbeat_s",
    "GRADCHECK_LOG_LEVEL": "log_level",
}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment over the file named by GRADCHECK_CONFIG over the defaults.

    Raises ConfigurationError naming the setting and what it accepts.
    """
    env = os.environ if environ is None else environ
    values: dict[str, object] = _file(env.get("GRADCHECK_CONFIG"))
    for variable, name in _SIMPLE.items():
        if variable in env:
            values[name] = env[variable]
    home = Path(env.get("GRADCHECK_HOME") or "~/.local/share/gradcheck").expanduser()
    values["home"] = str(home)
    values.setdefault("database_url", f"sqlite:///{home / 'gradcheck.sqlite'}")
    if "GRADCHECK_API_KEYS" in env:
        values["api_keys"] = [key.strip() for key in env["GRADCHECK_API_KEYS"].split(",") if key.strip()]
    if "GRADCHECK_EMBEDDED_GGUF" in env:
        values["embedded"] = {**_table(values.get("embedded")), "gguf": env["GRADCHECK_EMBEDDED_GGUF"]}
    providers = _table(values.get("providers"))
    if "openai" not in providers and "OPENAI_API_KEY" in env:
        url = env.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
        providers["openai"] = {"base_url": url, "api_key_env": "OPENAI_API_KEY"}
    values["providers"] = providers
    try:
        settings = msgspec.convert(values, Settings, strict=False, dec_hook=lambda kind, value: kind(value))
    except msgspec.ValidationError as error:
        raise ConfigurationError(f"settings: {error}") from None
    names = {p.api_key_env for p in settings.providers.values() if p.api_key_env}
    settings = msgspec.structs.replace(settings, secrets={name: env[name] for name in names if name in env})
    _check(settings)
    return settings


def _file(name: str | None) -> dict[str, object]:
    if not name:
        return {}
    try:
        return tomllib.loads(Path(name).read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"GRADCHECK_CONFIG names {name}, which cannot be read: {error}") from None


def _table(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, dict) else {}


def _check(settings: Settings) -> None:
    if EMBEDDED in settings.providers:
        raise ConfigurationError("providers.embedded is built in; configure it in the table [embedded]")
    if not settings.database_url.startswith("sqlite:///"):
        raise ConfigurationError("GRADCHECK_DATABASE_URL must be of the form sqlite:///PATH")
    for name, provider in settings.providers.items():
        if provider.api_key_env and provider.api_key_env not in settings.secrets:
            raise ConfigurationError(f"providers.{name}: the environment has no {provider.api_key_env}")
    if not settings.api_keys and not is_loopback(settings.host):
        raise ConfigurationError(
            f"no API key is configured, so the service binds to loopback only, not to {settings.host}; "
            "set GRADCHECK_API_KEYS or GRADCHECK_HOST=127.0.0.1"
        )


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
