"""The environment and the TOML file, read once: names, defaults and checks of settings."""

import os
import re
import ssl
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from gradcheck.domain.base import Positive, Wire
from gradcheck.domain.dialect import DialectName
from gradcheck.domain.run import Retention
from gradcheck.domain.target import (
    Application,
    Grader,
    HostedService,
    ImageHosts,
    Target,
    Tracing,
    Webhook,
    fault,
    image_hosts_fault,
)
from gradcheck.errors import ConfigurationError

T = TypeVar("T")

EMBEDDED, SIMULATED = "embedded", "simulated"
MAX_OUTAGE_S = 600.0
_ORIGIN = r"^https?://([a-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?\Z"  # there is no * for all


class Prices(Wire, frozen=True, kw_only=True):
    """Dollars per million tokens; `cached` is for input that the provider had cached, else as dear as other input."""

    input: Annotated[float, Meta(ge=0)]
    output: Annotated[float, Meta(ge=0)]
    cached: Annotated[float, Meta(ge=0)] | None = None


class Limits(Wire, frozen=True, kw_only=True):
    """What a model may be asked in any 60 seconds; null is no limit."""

    requests_per_minute: Positive | None = None
    tokens_per_minute: Positive | None = None


class ModelRow(Wire, frozen=True, kw_only=True):
    """What is special about the models that a pattern names: fields of `domain.dialect.Dialect`, context and more.

    A field that is not given stays as it is. `seed` is the field's name, true for `seed`, false where none may be
    sent; `effort` is false where there is no such field. `images` and `tools` say whether these models take any.
    """

    dialect: DialectName | None = None
    limit: Literal["max_tokens", "max_completion_tokens"] | None = None
    headroom: Annotated[int, Meta(ge=0)] | None = None
    temperature: bool | None = None
    top_p: bool | None = None
    seed: Literal["seed", "random_seed"] | bool | None = None
    system: Literal["system", "developer", "user"] | None = None
    effort: str | bool | None = None
    structured: bool | None = None
    marks: tuple[str, ...] | None = None
    extra: dict[str, Any] | None = None
    context: Positive | None = None
    images: bool | None = None
    tools: bool | None = None


class Provider(Wire, frozen=True, kw_only=True):
    """A provider of models. Requests name it; they never carry its URL or key.

    `query` goes behind every address and `headers` with every request; the key goes into `key_header`, by default as
    a bearer token. `dialect` is how all its models are asked; by default that follows from a model's name. Rows of
    `models` are by pattern (`gpt-5*`), a later one before an earlier one.
    """

    base_url: str
    api_key_env: str | None = None
    key_header: str | None = None
    query: dict[str, str] = msgspec.field(default_factory=dict)
    headers: dict[str, str] = msgspec.field(default_factory=dict)
    dialect: DialectName | None = None
    models: dict[str, ModelRow] = msgspec.field(default_factory=dict)
    default_model: str | None = None
    profile: Literal["standard", "small"] = "standard"
    context: Positive | None = None
    max_concurrency: Positive = 64
    timeout_s: Annotated[float, Meta(gt=0)] = 120.0
    max_outage_s: Annotated[float, Meta(ge=0)] = MAX_OUTAGE_S
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


class DatasetLimits(Wire, frozen=True, kw_only=True):
    """How large a data set may be; `max_examples` is the most that a job takes from one.

    `parquet_memory_bytes` is what the process may address that reads a Parquet file.
    """

    max_bytes: Positive = 1024 * 1024 * 1024
    max_rows: Positive = 5_000_000
    max_row_bytes: Positive = 1024 * 1024
    max_columns: Positive = 1000
    max_examples: Positive = 50_000
    parquet_memory_bytes: Positive = 2 * 1024 * 1024 * 1024


class PythonScorers(Wire, frozen=True, kw_only=True):
    """How scorers of installed packages run: each in so many processes, and ended after so many seconds for a score."""

    timeout_s: Annotated[float, Meta(gt=0, le=3600)] = 30.0
    processes: Annotated[int, Meta(ge=1, le=64)] = 2


class Settings(Wire, frozen=True, kw_only=True):
    """All settings of the service."""

    home: Path
    database_url: str
    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8000
    cors_origins: tuple[Annotated[str, Meta(pattern=_ORIGIN)], ...] = ()
    api_keys: tuple[Annotated[str, Meta(min_length=1)], ...] = ()
    max_concurrency: Positive = 256
    max_jobs: Positive = 8
    max_streams: Positive = 500
    max_body_bytes: Positive = 32 * 1024 * 1024
    heartbeat_s: Annotated[float, Meta(gt=0)] = 15.0
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    providers: dict[str, Provider] = msgspec.field(default_factory=dict)
    applications: dict[str, Application] = msgspec.field(default_factory=dict)
    graders: dict[str, Grader] = msgspec.field(default_factory=dict)
    webhooks: dict[str, Webhook] = msgspec.field(default_factory=dict)
    python_scorers: PythonScorers = PythonScorers()
    default_provider: str | None = None
    default_model: str | None = None
    embedded: Embedded = Embedded()
    datasets: DatasetLimits = DatasetLimits()
    images: ImageHosts = ImageHosts()
    retention: Retention = Retention()
    tracing: Tracing = Tracing()
    ca_file: Path | None = None
    proxies: dict[str, str] = msgspec.field(default_factory=dict)
    secrets: dict[str, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Settings of {self.home}>"  # never a key

    def api_key(self, provider: str) -> str | None:
        """The key of a provider, from the environment variable it names."""
        name = self.providers[provider].api_key_env
        return self.secrets.get(name) if name else None

    @property
    def services(self) -> dict[str, HostedService]:
        """The team's own programs by kind and name: `application:NAME`, `grader:NAME`."""
        return {
            **{f"application:{name}": application for name, application in self.applications.items()},
            **{f"grader:{name}": grader for name, grader in self.graders.items()},
        }

    @property
    def targets(self) -> dict[str, Target]:
        """The team's own hosts by kind and name."""
        return {**self.services, **{f"webhook:{name}": webhook for name, webhook in self.webhooks.items()}}

    def proxy(self, url: str) -> str | None:
        """The environment's proxy for a URL, or None. Raises ConfigurationError where it is no HTTP one."""
        parts = urlsplit(url)
        proxy = self.proxies.get(parts.scheme) or self.proxies.get("all")
        if proxy is None or _goes_direct(parts.hostname or "", parts.port, self.proxies.get("no", "")):
            return None
        proxy = proxy if "://" in proxy else f"http://{proxy}"
        if not proxy.startswith(("http://", "https://")):
            scheme = proxy.partition(":")[0]
            raise ConfigurationError(f"the environment's proxy is {scheme}://…; accepted are http:// and https://")
        return proxy


_SIMPLE = {
    "GRADCHECK_HOME": "home",
    "GRADCHECK_DATABASE_URL": "database_url",
    "GRADCHECK_HOST": "host",
    "GRADCHECK_PORT": "port",
    "GRADCHECK_MAX_CONCURRENCY": "max_concurrency",
    "GRADCHECK_MAX_JOBS": "max_jobs",
    "GRADCHECK_MAX_STREAMS": "max_streams",
    "GRADCHECK_MAX_BODY_BYTES": "max_body_bytes",
    "GRADCHECK_HEARTBEAT_S": "heartbeat_s",
    "GRADCHECK_LOG_LEVEL": "log_level",
    "GRADCHECK_DEFAULT_PROVIDER": "default_provider",
    "GRADCHECK_DEFAULT_MODEL": "default_model",
    "GRADCHECK_CA_FILE": "ca_file",
}
_TABLES: dict[str, type[Wire]] = {
    "python_scorers": PythonScorers,
    "datasets": DatasetLimits,
    "images": ImageHosts,
    "retention": Retention,
    "tracing": Tracing,
}
_DATABASES = "must be of the form sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME"
_LISTS = {"GRADCHECK_API_KEYS": "api_keys", "GRADCHECK_CORS_ORIGINS": "cors_origins"}
_PROXIES = {"http": "HTTP_PROXY", "https": "HTTPS_PROXY", "all": "ALL_PROXY", "no": "NO_PROXY"}


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment over GRADCHECK_CONFIG's file over the defaults. Raises ConfigurationError."""
    env = {name: value for name, value in (os.environ if environ is None else environ).items() if value.strip()}
    values: dict[str, object] = _file(env.get("GRADCHECK_CONFIG"))
    values |= {name: env[variable] for variable, name in _SIMPLE.items() if variable in env}
    home = Path(str(values.get("home", "~/.local/share/gradcheck"))).expanduser()
    values = {"database_url": f"sqlite:///{home / 'gradcheck.sqlite'}", **values, "home": home}
    if "ca_file" in values:
        values["ca_file"] = Path(str(values["ca_file"])).expanduser()
    for variable, name in _LISTS.items():
        if variable in env:
            values[name] = [one.strip() for one in env[variable].split(",") if one.strip()]
    embedded = _table(values, "embedded")
    if "GRADCHECK_EMBEDDED_GGUF" in env:
        embedded["gguf"] = env["GRADCHECK_EMBEDDED_GGUF"]
    providers: dict[str, object] = _openai(env)
    for name, table in _table(values, "providers").items():
        from_env = providers.get(name)
        providers[name] = {**from_env, **table} if isinstance(from_env, dict) and isinstance(table, dict) else table
    proxies = ((name, key) for name, upper in _PROXIES.items() for key in (upper, upper.lower()))
    values["proxies"] = {name: env[key] for name, key in proxies if key in env}  # as everywhere, lower case counts more
    values["embedded"] = _convert(embedded, Embedded, "embedded")
    for name, one in _TABLES.items():
        values[name] = _convert(_table(values, name), one, name)
    values["providers"] = {name: _convert(table, Provider, f"providers.{name}") for name, table in providers.items()}
    for table, kind in (("applications", Application), ("graders", Grader), ("webhooks", Webhook)):
        rows = _table(values, table).items()
        values[table] = {name: _convert(row, kind, f"{table}.{name}") for name, row in rows}
    settings = _convert(values, Settings, "")
    names = {provider.api_key_env for provider in settings.providers.values() if provider.api_key_env}
    names |= {target.secret_env for target in settings.targets.values()}
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
    if "proxies" in values:
        raise ConfigurationError("proxies: is no setting; HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read")
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
    _check_default(settings)
    problem = _fault_of_database(settings.database_url)
    if problem is not None:
        raise ConfigurationError(f"database_url (GRADCHECK_DATABASE_URL): {problem}")
    if settings.ca_file is not None:
        try:
            ssl.create_default_context().load_verify_locations(settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            problem = f"{settings.ca_file} holds no certificates: {error}"
            raise ConfigurationError(f"ca_file (GRADCHECK_CA_FILE): {problem}") from None
    for name, provider in settings.providers.items():
        if not provider.base_url.lower().startswith(("http://", "https://")):
            raise ConfigurationError(f"providers.{name}.base_url: must begin with http:// or https://")
        if provider.api_key_env and provider.api_key_env not in settings.secrets:
            raise ConfigurationError(f"providers.{name}.api_key_env: the environment has no {provider.api_key_env}")
    _check_targets(settings)


def _fault_of_database(url: str) -> str | None:
    """What is wrong with a database's URL, without a word of it: it may hold a password."""
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        if "?" in rest:
            return "an SQLite database takes no parameters (`?…`): the service reads and writes it"
        path = rest.removeprefix("/")
        return None if rest.startswith("/") and path and not path.startswith(":memory:") else _DATABASES
    if scheme != "postgresql+psycopg":
        return _DATABASES
    try:
        parts = urlsplit(url)
        has_name = parts.port != 0 and re.fullmatch(r"/[^/]+", parts.path) is not None and not parts.fragment
    except ValueError:
        has_name = False
    return None if has_name else f"{_DATABASES}; signs of a password that a URL has a meaning for are written as %XX"


def _check_targets(settings: Settings) -> None:
    for name, target in settings.targets.items():
        problem = fault(target, settings.secrets.get(target.secret_env))
        if problem is not None:
            kind, _, own = name.partition(":")
            raise ConfigurationError(f"{kind}s.{own}.{problem[0]}: {problem[1]}")
    problem = image_hosts_fault(settings.images)
    if problem is not None:
        raise ConfigurationError(f"images.{problem[0]}: {problem[1]}")


def _goes_direct(host: str, port: int | None, exceptions: str) -> bool:
    """Whether NO_PROXY names a host: itself, a domain above it, with a port or without, or `*` for all."""
    for entry in filter(None, (part.strip().lower() for part in exceptions.split(","))):
        name = entry.removesuffix(f":{port}").lstrip(".").strip("[]")
        if name in {"*", host} or host.endswith(f".{name}"):
            return True
    return False


def _check_default(settings: Settings) -> None:
    name, model = settings.default_provider, settings.default_model
    if name is None and model is not None:
        raise ConfigurationError("default_model (GRADCHECK_DEFAULT_MODEL): needs default_provider too")
    known = (EMBEDDED, SIMULATED, *settings.providers)
    if name is not None and name not in known:
        message = f"there is no provider {name!r}; there are {', '.join(known)}"
        raise ConfigurationError(f"default_provider (GRADCHECK_DEFAULT_PROVIDER): {message}")
    if name in settings.providers and model is None and settings.providers[name].default_model is None:
        message = f"give default_model (GRADCHECK_DEFAULT_MODEL) or providers.{name}.default_model"
        raise ConfigurationError(
            f"default_provider (GRADCHECK_DEFAULT_PROVIDER): {name} has no default model; {message}"
        )


def caller(environ: Mapping[str, str] | None = None) -> tuple[str | None, str | None]:
    """The URL of the service that commands ask and the key they send: GRADCHECK_URL, GRADCHECK_API_KEY, where set.

    A key that the environment gives to a service, the first of GRADCHECK_API_KEYS, is one to ask it with too.
    """
    env = os.environ if environ is None else environ
    keys = [env.get("GRADCHECK_API_KEY", ""), *env.get("GRADCHECK_API_KEYS", "").split(",")]
    return env.get("GRADCHECK_URL", "").strip() or None, next((key.strip() for key in keys if key.strip()), None)


def compute_in_one_thread() -> None:
    """Let what is loaded after this compute in one thread, unless the environment says otherwise.

    Matrices are small here: further threads find nothing to do and use a processor to wait for it.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def child_environment(home: Path, port: int, key: str) -> dict[str, str]:
    """The environment of a service of one's own: this one's, with a home, a loopback port and a key of its own."""
    variables = {"GRADCHECK_HOME": str(home), "GRADCHECK_HOST": "127.0.0.1", "GRADCHECK_PORT": str(port)}
    return {**os.environ, **variables, "GRADCHECK_API_KEYS": key}
