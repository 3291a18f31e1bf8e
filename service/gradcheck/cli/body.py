"""The one place where flags become the body of a request. It reads no files and asks nobody."""

from collections.abc import Mapping
from typing import Any

from gradcheck.cli.spec import Spec, named, pairs
from gradcheck.errors import FieldError, InvalidRequestError

METHOD = "portfolio"
Flags = Mapping[str, Any]
_CAPS = {
    "max_calls": "max_calls",
    "max_tokens": "max_tokens",
    "max_cost": "max_cost_usd",
    "max_seconds": "max_seconds",
}
_ROLES = {"model": "task", "optimizer": "optimizer", "judge": "judge"}


def run_body(flags: Flags, given: Spec, prompt: str | Spec | None) -> Spec:
    """The body of `POST /optimize`: that of a file with what the flags say put into it or in the place of it.

    `given` is the file's, empty where there is none; `prompt` is what the flags say of the prompt. What neither says
    has the service's default; the method, for which it has none, is the portfolio. Raises InvalidRequestError naming
    the flag that cannot be read.
    """
    body = {**given}
    if prompt is not None:
        body["prompt"] = prompt
    if "prompt" not in body:
        raise InvalidRequestError.of(FieldError("--prompt", "no prompt is given: --prompt TEXT or --prompt-file FILE"))
    if flags["method"] is not None or "method" not in body:
        body["method"] = _method(flags["method"] or METHOD)
    _put(body, "task", _task(flags))
    _put(body, "models", {role: model(flag, flags[flag]) for flag, role in _ROLES.items() if flags[flag] is not None})
    _put(body, "budget", budget(flags))
    _put(body, "stop", _given({"target_score": flags["target_score"]}))
    return {**body, **_given({"seed": flags["seed"]})}


def budget(flags: Flags) -> Spec:
    """The caps that are given."""
    return _given({cap: flags[flag] for flag, cap in _CAPS.items()})


def model(flag: str, text: str) -> Spec:
    """A role's model: `openai/gpt-4o-mini,temperature=0`; of a provider alone its default model."""
    spec = named(flag, text, "provider")
    if text.lstrip().startswith("{"):
        return spec
    provider, slash, name = spec["provider"].partition("/")
    return {**spec, "provider": provider, **({"model": name} if slash else {})}


def _task(flags: Flags) -> Spec:
    task = _given({"description": flags["description"]})
    if flags["scoring"] is not None:
        task["scoring"] = named("scoring", flags["scoring"], "kind")
    if flags["split"] is not None:
        shares = {"train": 0, "validation": 0, "probe": 0, "test": 0}
        task["split"] = {**shares, **pairs("split", flags["split"])}
    return task


def _method(text: str) -> str | Spec:
    spec = named("method", text, "name")
    return str(spec["name"]) if spec.keys() == {"name"} else spec


def _put(body: Spec, field: str, said: Spec) -> None:
    """Put fields into an object of the body, beside those that it has there."""
    if said:
        held = body.get(field)
        body[field] = {**(held if isinstance(held, dict) else {}), **said}


def _given(values: Flags) -> Spec:
    return {name: value for name, value in values.items() if value is not None}
