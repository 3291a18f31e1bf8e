"""Which model a request has that names none, and which models there are."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gradcheck.engine.plan import Plan
from gradcheck.engine.request import OptimizeRequest
from gradcheck.engine.validation import build_plan
from gradcheck.errors import InvalidRequestError
from gradcheck.settings import load
from tests.support import world
from tests.support.gateways import wired

KEY = {"OPENAI_API_KEY": "k"}


def accepted(home: Path, models: object, **environ: str) -> Plan:
    """The plan of a request with these models, or with none, on a server with this environment."""
    gateway = wired(load({"GRADCHECK_HOME": str(home), **environ}))
    request: dict[str, Any] = world.request(task=world.task(40), models=models)
    if models is None:
        del request["models"]
    return build_plan(msgspec.convert(request, OptimizeRequest), gateway)


def errors(home: Path, models: object, **environ: str) -> dict[str, str]:
    """What is wrong with such a request, by path."""
    with pytest.raises(InvalidRequestError) as refused:
        accepted(home, models, **environ)
    return {error.path: error.message for error in refused.value.errors}


@pytest.mark.parametrize("models", [None, {}])
def test_where_nothing_is_declared_a_request_without_models_has_the_embedded_one(
    tmp_path: Path, models: object
) -> None:
    assert accepted(tmp_path, models).models.task.provider == "embedded"


@pytest.mark.parametrize("models", [None, {}, {"optimizer": {"provider": "openai", "model": "gpt-4o"}}])
def test_where_a_provider_is_declared_it_is_refused_and_told_the_choices(tmp_path: Path, models: object) -> None:
    found = errors(tmp_path, models, **KEY)
    assert list(found) == ["models.task"]
    assert "there are the providers embedded, openai, simulated" in found["models.task"]
    assert "default_provider" in found["models.task"]


def test_the_other_roles_faults_are_told_too(tmp_path: Path) -> None:
    assert set(errors(tmp_path, {"judge": {"provider": "x"}}, **KEY)) == {"models.task", "models.judge.provider"}


def test_a_default_of_the_settings_is_used(tmp_path: Path) -> None:
    default = {"GRADCHECK_DEFAULT_PROVIDER": "openai", "GRADCHECK_DEFAULT_MODEL": "gpt-4o-mini"}
    models = accepted(tmp_path, None, **KEY, **default).models
    assert {(one.provider, one.model) for one in (models.task, models.optimizer, models.judge)} == {
        ("openai", "gpt-4o-mini")
    }
    named = accepted(tmp_path, {"task": {"provider": "openai"}}, **KEY, **default).models
    assert named.task.model == "gpt-4o-mini"


def test_embedded_is_still_had_by_name_and_by_the_settings(tmp_path: Path) -> None:
    assert accepted(tmp_path, {"task": {"provider": "embedded"}}, **KEY).models.task.provider == "embedded"
    assert accepted(tmp_path, None, **KEY, GRADCHECK_DEFAULT_PROVIDER="embedded").models.task.provider == "embedded"


@pytest.mark.parametrize(
    ("provider", "model", "known"),
    [("embedded", "gpt-4o", "SmolLM2-135M-Instruct"), ("simulated", "W99", "W1, "), ("simulated", "w1", "W15")],
)
@pytest.mark.parametrize("role", ["task", "optimizer", "judge"])
def test_an_unknown_model_of_a_built_in_provider_is_refused_with_the_known_ones(
    tmp_path: Path, role: str, provider: str, model: str, known: str
) -> None:
    models = {"task": {"provider": "embedded"}, role: {"provider": provider, "model": model}}
    found = errors(tmp_path, models)
    assert list(found) == [f"models.{role}.model"]
    assert found[f"models.{role}.model"].startswith(f"{provider} has no model {model!r}; there are ")
    assert known in found[f"models.{role}.model"]


def test_the_catalogue_marks_the_default_and_names_the_models_of_those_that_have_only_these(tmp_path: Path) -> None:
    def shown(**environ: str) -> dict[str, tuple[bool, bool]]:
        gateway = wired(load({"GRADCHECK_HOME": str(tmp_path), **environ}))
        return {info.name: (info.default, info.models is not None) for info in gateway.providers()}

    assert shown() == {"embedded": (True, True), "simulated": (False, True)}
    assert shown(**KEY) == {"embedded": (False, True), "openai": (False, False), "simulated": (False, True)}
