"""Settings: where they come from, what is refused, and that no key is ever shown."""

from collections.abc import Callable
from pathlib import Path

import certifi
import pytest

from gradcheck.errors import ConfigurationError
from gradcheck.outbound.addresses import is_loopback
from gradcheck.settings import Limits, Prices, Settings, load

Load = Callable[..., Settings]


@pytest.fixture
def settings(tmp_path: Path) -> Load:
    """Loads settings from a file with this text and these variables."""

    def from_file(text: str = "", **variables: str) -> Settings:
        path = tmp_path / "gradcheck.toml"
        path.write_text(text)
        return load({"GRADCHECK_CONFIG": str(path), **variables})

    return from_file


def test_nothing_set_gives_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    found = load({})
    assert found.home == Path("/home/me/.local/share/gradcheck")
    assert found.database_url == "sqlite:////home/me/.local/share/gradcheck/gradcheck.sqlite"
    assert (found.host, found.port, found.api_keys, found.providers) == ("127.0.0.1", 8000, (), {})


def test_the_process_environment_is_read_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADCHECK_PORT", "1234")
    assert load().port == 1234


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("GRADCHECK_DATABASE_URL", "sqlite:////data/x.sqlite", "database_url", "sqlite:////data/x.sqlite"),
        ("GRADCHECK_HOST", "::1", "host", "::1"),
        ("GRADCHECK_PORT", "0", "port", 0),
        ("GRADCHECK_MAX_CONCURRENCY", "7", "max_concurrency", 7),
        ("GRADCHECK_MAX_JOBS", "3", "max_jobs", 3),
        ("GRADCHECK_MAX_BODY_BYTES", "1000", "max_body_bytes", 1000),
        ("GRADCHECK_HEARTBEAT_S", "0.5", "heartbeat_s", 0.5),
        ("GRADCHECK_LOG_LEVEL", "debug", "log_level", "debug"),
        ("GRADCHECK_DEFAULT_PROVIDER", "simulated", "default_provider", "simulated"),
        ("GRADCHECK_HOME", "/somewhere", "home", Path("/somewhere")),
        ("GRADCHECK_API_KEYS", " one, two ,", "api_keys", ("one", "two")),
    ],
)
def test_every_variable_is_read_and_one_set_to_nothing_is_not_set(
    variable: str, text: str, name: str, value: object
) -> None:
    assert getattr(load({variable: text}), name) == value
    assert getattr(load({variable: ""}), name) == getattr(load({}), name)


def test_the_home_may_begin_with_a_tilde_and_the_database_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    found = load({"GRADCHECK_HOME": "~/data"})
    assert found.home == Path("/home/me/data")
    assert found.database_url == "sqlite:////home/me/data/gradcheck.sqlite"


def test_the_embedded_model_may_be_another_file(settings: Load) -> None:
    found = settings("[embedded]\nslots = 2\ngguf = 'a'", GRADCHECK_EMBEDDED_GGUF="owner/repo:file.gguf")
    assert (found.embedded.gguf, found.embedded.slots) == ("owner/repo:file.gguf", 2)


def test_the_file_is_read_and_the_environment_comes_before_it(settings: Load) -> None:
    text = "home = '/h'\nport = 1\nmax_jobs = 2\napi_keys = ['k']\nhost = '0.0.0.0'"
    found = settings(text, GRADCHECK_PORT="9")
    assert (found.port, found.max_jobs, found.home, found.api_keys) == (9, 2, Path("/h"), ("k",))


def test_a_provider_is_declared_in_the_file_with_its_key_in_the_environment(settings: Load) -> None:
    text = """
    [providers.own]
    base_url = "https://own/v1"
    api_key_env = "OWN_KEY"
    [providers.own.prices."a/b"]
    input = 0.5
    output = 1
    """
    found = settings(text, OWN_KEY="secret\n")
    assert found.providers["own"].prices == {"a/b": Prices(input=0.5, output=1.0)}
    assert found.api_key("own") == "secret"


def test_a_model_may_have_limits_by_the_minute(settings: Load) -> None:
    text = "[providers.own]\nbase_url = 'http://m'\nlimits.large = { requests_per_minute = 60 }"
    assert settings(text).providers["own"].limits == {"large": Limits(requests_per_minute=60)}
    with pytest.raises(ConfigurationError, match="limits"):
        settings(text.replace("60", "0"))


def test_a_provider_without_a_key_has_none(settings: Load) -> None:
    assert settings("[providers.own]\nbase_url = 'http://own'").api_key("own") is None


def test_openais_own_variables_declare_openai(settings: Load) -> None:
    usual = load({"OPENAI_API_KEY": "k"})
    assert usual.providers["openai"].base_url == "https://api.openai.com/v1"
    assert usual.api_key("openai") == "k"
    local = load({"OPENAI_BASE_URL": "http://localhost:1/v1"})
    assert local.providers["openai"].base_url == "http://localhost:1/v1"
    assert local.api_key("openai") is None
    written = settings("[providers.openai]\nbase_url = 'http://mine'", OPENAI_API_KEY="k")
    assert written.providers["openai"].base_url == "http://mine"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://me:secret@db:5432/gradcheck",
        "postgresql+psycopg://me@db/gradcheck?sslmode=verify-full",
        "postgresql+psycopg:///gradcheck?host=/run/postgresql",
        "postgresql+psycopg://me:sec%23ret%2F@[::1]:5432/gradcheck",
    ],
)
def test_a_database_may_be_postgres(settings: Load, url: str) -> None:
    found = settings("", GRADCHECK_DATABASE_URL=url)
    assert found.database_url == url
    assert "sec" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://me:secret@db/gradcheck",
        "postgresql://me:secret@db/gradcheck",
        "postgresql+asyncpg://me:secret@db/gradcheck",
        "postgresql+psycopg://me:secret@db",
        "postgresql+psycopg://me:secret@db/",
        "postgresql+psycopg://me:secret@db/a/b",
        "postgresql+psycopg://me:secret@db:port/gradcheck",
        "postgresql+psycopg://me:secret#1@db/gradcheck",
        "postgresql+psycopg://me:secret/1@db/gradcheck",
        "postgresql+psycopg://me:secret[1@db/gradcheck",
        "mysql://me:secret@db/gradcheck",
        "secret",
    ],
)
def test_a_database_that_is_not_written_so_is_refused_without_its_password(settings: Load, url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"postgresql\+psycopg://USER:PASSWORD@HOST:PORT/NAME") as refused:
        settings("", GRADCHECK_DATABASE_URL=url)
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    ("text", "variables", "named"),
    [
        ("", {"GRADCHECK_PORT": "http"}, r"port \(GRADCHECK_PORT\)"),
        ("", {"GRADCHECK_PORT": "65536"}, r"port \(GRADCHECK_PORT\).*65535"),
        ("", {"GRADCHECK_MAX_JOBS": "0"}, r"max_jobs \(GRADCHECK_MAX_JOBS\).*>= 1"),
        ("", {"GRADCHECK_LOG_LEVEL": "loud"}, r"log_level \(GRADCHECK_LOG_LEVEL\)"),
        ("", {"GRADCHECK_DATABASE_URL": "postgres://x"}, "GRADCHECK_DATABASE_URL.*sqlite:///PATH"),
        ("", {"GRADCHECK_DATABASE_URL": "sqlite:///"}, "GRADCHECK_DATABASE_URL"),
        ("", {"GRADCHECK_DATABASE_URL": "sqlite:///:memory:"}, "GRADCHECK_DATABASE_URL"),
        ("", {"GRADCHECK_DATABASE_URL": "sqlite:///a.sqlite?mode=ro"}, "GRADCHECK_DATABASE_URL.*reads and writes"),
        ("", {"GRADCHECK_DATABASE_URL": "sqlite:///file:a.sqlite?mode=ro&uri=true"}, "reads and writes"),
        ("bogus = 1", {}, "bogus"),
        ("[providers.own]\nbase_url = 'http://own'\napi_key = 'x'", {}, r"providers\.own: .*api_key"),
        ("[providers.own]\n", {}, r"providers\.own: .*base_url"),
        ("[providers.own]\nbase_url = 'own/v1'", {}, r"providers\.own\.base_url"),
        ("[providers.own]\nbase_url = 'http://own'\nmax_concurrency = 0", {}, r"providers\.own\.max_concurrency"),
        ("[providers.own]\nbase_url = 'http://own'\napi_key_env = 'OWN'", {}, r"providers\.own\.api_key_env.*OWN"),
        ("[providers.embedded]\nbase_url = 'http://own'", {}, r"providers\.embedded"),
        ("providers = 3", {}, r"providers: is a table"),
        ("[embedded]\nslot = 1", {}, r"embedded: .*slot"),
        ("[secrets]\nX = 'y'", {}, "secrets"),
        ("port = ", {}, "GRADCHECK_CONFIG"),
    ],
)
def test_a_fault_names_its_setting(settings: Load, text: str, variables: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        settings(text, **variables)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "none.toml", tmp_path, binary):
        with pytest.raises(ConfigurationError, match="GRADCHECK_CONFIG names"):
            load({"GRADCHECK_CONFIG": str(path)})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_addresses_are_known(host: str) -> None:
    assert is_loopback(host)


def test_no_key_is_ever_shown(settings: Load) -> None:
    secret = "sk-very-secret"  # noqa: S105 - what must not be shown
    text = "api_keys = ['sk-very-secret']\n[providers.own]\nbase_url = 'http://own'\napi_key_env = 'OWN'"
    found = settings(text, OWN=secret)
    assert found.api_key("own") == secret
    assert secret not in f"{found!r} {found!s} {found.providers!r}"
    for broken in (f"api_keys = '{secret}'", f"api_keys = [['{secret}']]", f"[providers.own]\napi_key = '{secret}'"):
        with pytest.raises(ConfigurationError) as caught:
            settings(broken, OPENAI_API_KEY=secret, GRADCHECK_API_KEYS="")
        assert secret not in str(caught.value)


def test_a_provider_is_asked_with_its_own_query_headers_and_dialect(settings: Load) -> None:
    text = """
[providers.mine]
base_url = "http://x"
key_header = "api-key"
dialect = "gemini"
query = { api-version = "1" }
headers = { X-Company = "us" }
[providers.mine.models."gpt-5*"]
seed = false
limit = "max_tokens"
effort = "reasoning.effort"
extra = { reasoning = { exclude = true } }
"""
    found = settings(text).providers["mine"]
    assert (found.key_header, found.dialect) == ("api-key", "gemini")
    assert (found.query, found.headers) == ({"api-version": "1"}, {"X-Company": "us"})
    row = found.models["gpt-5*"]
    assert (row.seed, row.limit, row.effort) == (False, "max_tokens", "reasoning.effort")
    assert row.extra == {"reasoning": {"exclude": True}}


def test_a_table_of_the_file_adds_to_the_provider_that_the_environment_declares(settings: Load) -> None:
    found = settings('[providers.openai.models."x"]\ntemperature = false', OPENAI_API_KEY="k").providers["openai"]
    assert (found.base_url, found.models["x"].temperature) == ("https://api.openai.com/v1", False)


@pytest.mark.parametrize(
    ("url", "proxy"),
    [
        ("http://models.example/v1", "http://one:1"),
        ("https://models.example/v1", "http://two:2"),
        ("https://direct.example/v1", None),
        ("https://eu.direct.example:8443/v1", None),
        ("http://10.0.0.1:9/v1", None),
        ("http://10.0.0.1:8/v1", "http://one:1"),
    ],
)
def test_the_environments_proxies_are_used_but_for_the_hosts_it_excepts(url: str, proxy: str | None) -> None:
    found = load({"HTTP_PROXY": "http://no", "http_proxy": "http://one:1", "https_proxy": "two:2", **EXCEPT})
    assert found.proxy(url) == proxy
    assert load({}).proxy(url) is None


EXCEPT = {"NO_PROXY": "localhost, .direct.example,10.0.0.1:9"}


def test_a_proxy_that_cannot_be_used_is_named_when_it_is_needed() -> None:
    with pytest.raises(ConfigurationError, match=r"socks5://…; accepted are"):
        load({"ALL_PROXY": "socks5://user:pass@host"}).proxy("http://x")


def test_a_file_without_certificates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none")
    for name in ("ca.pem", "missing.pem"):
        with pytest.raises(ConfigurationError, match=rf"ca_file .*{name} holds no certificates"):
            load({"GRADCHECK_CA_FILE": str(tmp_path / name)})


def test_a_file_with_certificates_is_taken_from_the_environment_and_from_the_file(tmp_path: Path) -> None:
    config = tmp_path / "gradcheck.toml"
    config.write_text(f"ca_file = '{certifi.where()}'", "utf-8")
    for variables in ({"GRADCHECK_CA_FILE": certifi.where()}, {"GRADCHECK_CONFIG": str(config)}):
        assert load(variables).ca_file == Path(certifi.where())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("default_provider = 'nobody'", "there is no provider 'nobody'; there are embedded, simulated, mine"),
        ("default_model = 'm'", "default_model (GRADCHECK_DEFAULT_MODEL): needs default_provider too"),
        ("default_provider = 'mine'", "mine has no default model; give default_model (GRADCHECK_DEFAULT_MODEL) or"),
    ],
)
def test_a_default_that_no_request_could_use_is_refused_at_the_start(settings: Load, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings(f"{text}\n[providers.mine]\nbase_url = 'http://mine/v1'")
    assert says in refused.value.message


@pytest.mark.parametrize("model", ["default_model = 'm'\n[providers.mine]", "[providers.mine]\ndefault_model = 'm'"])
def test_a_default_provider_has_its_model_from_either_setting(settings: Load, model: str) -> None:
    assert settings(f"default_provider = 'mine'\n{model}\nbase_url = 'http://mine/v1'").default_provider == "mine"
