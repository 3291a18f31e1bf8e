"""The one place where flags become the body of a request. It reads no files and asks nobody."""

import re
from collections.abc import Mapping
from typing import Any

from gradcheck.cli.spec import Spec, named, pairs
from gradcheck.domain.program import names_by_style
from gradcheck.errors import FieldError, InvalidRequestError

METHOD = "portfolio"
_LONGEST_NAME = 128
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
    _put(body, "stop", _given({"target_score": flags["target_score"]}))
    return _with_common(body, flags) | _given({"reject_quotes": flags["reject_quotes"]})


def with_tools(body: Spec, tools: list[Any]) -> Spec:
    """The body with tools for its prompt; one that is a text alone becomes the message that it would have been."""
    prompt = body["prompt"]
    if isinstance(prompt, str):
        prompt = {"user" if any(names_by_style(prompt).values()) else "system": prompt}
    return {**body, "prompt": {**prompt, "tools": tools}}


def compare_body(flags: Flags, given: Spec, prompts: list[Spec]) -> Spec:
    """The body of `POST /evaluate`, as `run_body` makes that of a run; prompts of flags replace those of the file."""
    body = {**given, **({"prompts": prompts} if prompts else {})}
    if "prompts" not in body:
        message = "no prompts are given: repeat --prompt-file FILE and --run ID, two prompts at least"
        raise InvalidRequestError.of(FieldError("--prompt-file", message))
    return _with_common(body, flags)


def _with_common(body: Spec, flags: Flags) -> Spec:
    """A body with its task, models, budget, names and seed as flags say them."""
    _put(body, "task", _task(flags))
    _put_dataset(body, flags)
    roles = {role: flag for flag, role in _ROLES.items() if flags.get(flag) is not None}
    _put(body, "models", {role: model(flag, flags[flag]) for role, flag in roles.items()})
    _put(body, "budget", budget(flags))
    return {**body, **called(flags), **_given({"seed": flags["seed"]})}


def called(flags: Flags) -> Spec:
    """What a job is called, and who is told of its end."""
    fields = {"name": "name", "tags": "tag", "webhook": "webhook", "priority": "priority"}
    return _given({field: flags[flag] for field, flag in fields.items()})


def dataset_name(file: str) -> str:
    """The name to store a file under: its own without the ending, as far as names may hold what it has."""
    stem = "data" if file == "-" else file.replace("\\", "/").rpartition("/")[2].partition(".")[0]
    return re.sub(r"[^\w.-]+", "-", stem).strip("._-")[:_LONGEST_NAME] or "data"


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
    if flags["split"] is not None and "=" in flags["split"]:
        shares = {"train": 0, "validation": 0, "probe": 0, "test": 0}
        task["split"] = {**shares, **pairs("split", flags["split"])}
    return task


def _put_dataset(body: Spec, flags: Flags) -> None:
    """Name the data set in the place of examples, and say what its columns mean."""
    said = _given({"sample": flags["sample"]})
    column = None if flags["split"] is None or "=" in flags["split"] else flags["split"]
    columns = _given({"expected": flags["expected"], "group": flags["group"], "split": column})
    if flags["input"] is not None:
        pairs_given = [one.rpartition("=") if "=" in one else (one, "", one) for one in flags["input"]]
        columns["input"] = {field: source for source, _, field in pairs_given}
    if flags["dataset"] is not None:
        name, _, version = flags["dataset"].partition("@")
        said |= {"name": name, **({"version": _version(version)} if version else {})}
    elif flags["data"] is not None:
        said["name"] = dataset_name(flags["data"])
    task = body.get("task", {})
    if flags["dataset"] is not None or flags["data"] is not None:
        task = {name: value for name, value in task.items() if name != "examples"}
    elif not task.get("dataset") and (said or columns):
        flag = next(name for name in ("sample", "expected", "group", "split", "input") if flags[name] is not None)
        raise InvalidRequestError.of(FieldError(f"--{flag}", "is about the columns of --data FILE or --dataset NAME"))
    if said or columns:
        dataset = {**(task.get("dataset") or {}), **said}
        _put(dataset, "map", columns)
        body["task"] = {**task, "dataset": dataset}


def _version(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        message = f"the version behind @ is a whole number, not {text!r}"
        raise InvalidRequestError.of(FieldError("--dataset", message))
    return int(text)


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
