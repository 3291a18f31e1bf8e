"""Which hosts there are: those that the settings declare, checked when they are read."""

import base64
from pathlib import Path

import pytest

from gradcheck.errors import AttemptError, ConfigurationError
from gradcheck.outbound.targets import Targets
from gradcheck.settings import Settings, load

SECRET = base64.b64encode(bytes(32)).decode()


def declared(folder: Path, text: str, **variables: str) -> Settings:
    path = folder / "gradcheck.toml"
    path.write_text(text)
    return load({"GRADCHECK_CONFIG": str(path), "SUPPORT_SECRET": SECRET, **variables})


def application(**fields: str) -> str:
    values = {"url": '"https://app.example/run"', "secret_env": '"SUPPORT_SECRET"', "version": '"3"'} | fields
    return "[applications.support]\n" + "\n".join(f"{name} = {value}" for name, value in values.items())


def test_an_application_is_declared_with_its_version_and_price(tmp_path: Path) -> None:
    settings = declared(tmp_path, application(price_usd="0.002", max_concurrency="4", timeout_s="9"))
    found = settings.applications["support"]
    assert (found.version, found.price_usd, found.max_concurrency, found.timeout_s) == ("3", 0.002, 4, 9)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("url", '"ftp://app.example"', "must begin with http"),
        ("url", '"https://"', "name a host"),
        ("url", '"https://app.example:99999"', "is no address"),
        ("url", '"https://me:secret@app.example"', "holds a user"),
        ("url", '"http://127.0.0.1:8000"', "private = true"),
        ("url", '"http://[::1]:8000"', "private = true"),
        ("url", '"http://169.254.169.254/latest"', "private = true"),
        ("url", '"http://2130706433:8000"', "no name"),
        ("url", '"http://0x7f.1:8000"', "no name"),
        ("url", '"http://127.1:8000"', "no name"),
        ("url", '"http://app.example/a b"', "blanks"),
        ("url", '"http://localhost:8000"', "private = true"),
        ("secret_env", '"NOT_THERE"', "the environment has no NOT_THERE"),
        ("secret_env", '"SHORT"', "at least 24 bytes"),
        ("secret_env", '"WORDS"', "at least 24 bytes"),
        ("version", '""', "length >= 1"),
        ("price_usd", "-1", ">= 0"),
        ("max_concurrency", "0", ">= 1"),
        ("timeout_s", "0", "> 0"),
        ("colour", '"red"', "unknown field"),
    ],
)
def test_a_faulty_declaration_is_named_at_start(tmp_path: Path, field: str, value: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        declared(tmp_path, application(**{field: value}), SHORT="YWJj", WORDS="correct horse battery staple !!")
    assert caught.value.message.startswith("applications.support")
    assert message in caught.value.message
    assert "correct horse" not in caught.value.message


def test_a_grader_says_how_many_outputs_it_takes_at_once(tmp_path: Path) -> None:
    text = application().replace("applications.support", "graders.tone") + "\nbatch = 20"
    assert declared(tmp_path, text).graders["tone"].batch == 20


def test_there_is_no_way_to_a_host_that_is_not_declared(tmp_path: Path) -> None:
    targets = Targets(declared(tmp_path, application()))
    assert targets.client("application:support") is targets.client("application:support")
    with pytest.raises(AttemptError, match="application:other is not in the server's settings"):
        targets.client("application:other")
