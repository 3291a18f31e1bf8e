"""The environment and the TOML file, read once.

It owns names, defaults and checks of settings; it is the only place that reads the environment. It does not open
files other than the TOML one, nor any connection.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta

from service.domain.base import Positive, Wire
from service.errors import ConfigurationError

T = TypeVar("T")

EMBEDDED, SIMULATED = "embedded", "simulated"


class Prices(Wire, frozen=True, kw_only=True):
    """Dollars per million tokens."""

    input: Annotated[float, Meta(ge=0)]
    output: Annotated[float, Meta(ge=0)]


class Limits(Wire, frozen=True, kw_only=True):
    """What a model may be asked in any 60 seconds; null is no limit."""

    requests_per_minute: Positive | None = None
    tokens_per_minute: Positive | None = None


class Provider(Wire, frozen=True, kw_only=True):
    """A provider of an OpenAI-compatible endpoint. Requests name it; they never carry its URL or key."""

    base_url: str
    api_key_env: str | None = None
    default_model: str | None = None
    profile: Literal["standard", "small"] = "standard"
    context: Positive | None = None
    max_concurrency: Positive = 64
    timeout_s: Annotated[float, Meta(gt=0)] = 120.0
    prices: dict[str, Prices] = msgspec.field(default_factory=dict)
    limits: dict[str, Limits] = msgspec.field(default_factory=dict)


class Embedded(Wire, frozen=True, kw_only=True):
    """The model that comes with the service: `gguf` is a path or a Hugging Face reference `owner/repo:file`."""

    gguf: str | None = None
    sha256: str | None = None
    profile: Literal["standard", "small"] = "small"
    slots: Positive = 4
    context: Positive = 1024
    threads: Positive | None = None
    timeout_s: Annotated[float, Meta(gt=0)] = 120.0


class Settings(Wire, frozen=True, kw_only=True):
    """All settings of the service."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    api_keys: tuple[Annotated[str, Meta(min_length=1)], ...] = ()
    max_concurrency: Positive = 256
    max_jobs: Positive = 8
    max_body_bytes: Positive = 32 * 1024 * 1024
    heartbeat_s: Annotated[float, Meta(gt=0)] = 15.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    providers: dict[str, Provider] = msgspec.field(default_factory=dict)
    embedded: Embedded = Embedded()
    secrets: dict[str, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Settings of {self.home}>"  # never a key

    def api_key(self, provider: str) -> str | None:
        """The key of a provider, from the environment variable it names."""
        name = self.providers[provider].api_key_env
        return self.secrets.get(name) if name else None


_SIMPLE = {
    "GRADCHECK_HOME": "home",
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

    A variable that is set to nothing counts as not set. Raises ConfigurationError naming the setting and what is
    wrong with it.
    """
    env = {name: value for name, value in (os.environ if environ is None else environ).items() if value.strip()}
    values: dict[str, object] = _file(env.get("GRADCHECK_CONFIG"))
    values |= {name: env[variable] for variable, name in _SIMPLE.items() if variable in env}
    home = Path(str(values.get("home", "~/.local/share/gradcheck"))).expanduser()
    values["home"] = home
    values.setdefault("database_url", f"sqlite:///{home / 'gradcheck.sqlite'}")
    if "GRADCHECK_API_KEYS" in env:
        values["api_keys"] = [key.strip() for key in env["GRADCHECK_API_KEYS"].split(",") if key.strip()]
    embedded = _table(values, "embedded")
    if "GRADCHECK_EMBEDDED_GGUF" in env:
        embedded["gguf"] = env["GRADCHECK_EMBEDDED_GGUF"]
    providers = {**_openai(env), **_table(values, "providers")}
    values["embedded"] = _convert(embedded, Embedded, "embedded")
    values["providers"] = {name: _convert(table, Provider, f"providers.{name}") for name, table in providers.items()}
    settings = _convert(values, Settings, "")
    names = {provider.api_key_env for provider in settings.providers.values() if provider.api_key_env}
    secrets = {name: env[name].strip() for name in sorted(names) if name in env}
    settings = msgspec.structs.replace(settings, secrets=secrets)
    _check(settings)
    return settings


def _openai(env: Mapping[str, str]) -> dict[str, object]:
    """The provider that OpenAI's own variables declare."""
    if "OPENAI_API_KEY" not in env and "OPENAI_BASE_URL" not in env:
        return {}
    url = env.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
    return {"openai": {"base_url": url, "api_key_env": "OPENAI_API_KEY" if "OPENAI_API_KEY" in env else None}}


def _file(name: str | None) -> dict[str, object]:
    if not name:
        return {}
    try:
        values: dict[str, object] = tomllib.loads(Path(name).expanduser().read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"GRADCHECK_CONFIG names {name}, which cannot be read: {error}") from None
    if "secrets" in values:
        raise ConfigurationError("secrets: is no setting; a provider's api_key_env names the variable with its key")
    return values


def _table(values: Mapping[str, object], name: str) -> dict[str, object]:
    table = values.get(name, {})
    if not isinstance(table, dict):
        raise ConfigurationError(f"{name}: is a table, [{name}]")
    return dict(table)


def _convert(values: object, kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at `$")
        name = (where + path.rstrip("`")).lstrip(".")
        variable = next((variable for variable, setting in _SIMPLE.items() if setting == name), None)
        name = f"{name} ({variable})" if variable else name
        raise ConfigurationError(f"{name}: {problem}" if name else problem) from None


def _check(settings: Settings) -> None:
    if EMBEDDED in settings.providers:
        raise ConfigurationError("providers.embedded is built in; configure it in the table [embedded]")
    if SIMULATED in settings.providers:
        raise ConfigurationError("providers.simulated is built in and has no settings; choose another name")
    scheme, _, path = settings.database_url.partition("sqlite:///")
    if scheme or not path or path.startswith(":memory:"):
        raise ConfigurationError("database_url (GRADCHECK_DATABASE_URL): must be of the form sqlite:///PATH")
    for name, provider in settings.providers.items():
        if not provider.base_url.startswith(("http://", "https://")):
            raise ConfigurationError(f"providers.{name}.base_url: must begin with http:// or https://")
        if provider.api_key_env and provider.api_key_env not in settings.secrets:
            raise ConfigurationError(f"providers.{name}.api_key_env: the environment has no {provider.api_key_env}")
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


def child_environment(home: Path, port: int) -> dict[str, str]:
    """The environment of a service of one's own: this one's, with a home and a loopback port and without keys."""
    own = {"GRADCHECK_HOME": str(home), "GRADCHECK_HOST": "127.0.0.1", "GRADCHECK_PORT": str(port)}
    inherited = {name: value for name, value in os.environ.items() if name != "GRADCHECK_API_KEYS"}
    return inherited | own
