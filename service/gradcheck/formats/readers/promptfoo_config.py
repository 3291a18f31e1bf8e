"""promptfoo's configuration: its prompts with {{variables}}, and its tests."""

import re
from collections.abc import Iterable
from typing import Any

from gradcheck.domain.program import names_by_style
from gradcheck.errors import FieldError
from gradcheck.formats.conversation import is_conversation
from gradcheck.formats.nunjucks import pieces_of
from gradcheck.formats.placeholders import joined, written
from gradcheck.formats.readers.openai_rows import as_prompt
from gradcheck.formats.readers.promptfoo_tests import put_tests
from gradcheck.formats.recognized import Findings, Json
from gradcheck.formats.values import json_of

_FILE = re.compile(r"\S+\.(?:txt|md|json|jsonl|ya?ml|csv|js|cjs|mjs|ts|py|j2)(?::\w+)?$")
_USED = frozenset({"prompts", "tests", "defaultTest", "scenarios", "description", "$schema"})


def is_config(document: Json) -> bool:
    """Whether it is a configuration: prompts beside tests or providers, or tests beside providers."""
    return len(document.keys() & {"prompts", "tests", "providers", "targets", "scenarios", "defaultTest"}) >= 2


def read_config(document: Json, found: Findings) -> None:
    """Put prompts and tests into the findings."""
    for number, prompt in enumerate(_prompts(document.get("prompts"))):
        _put_prompt(prompt, number, found)
    default = document.get("defaultTest") or {}
    if not isinstance(default, dict):
        found.leaves("defaultTest stands in another file")
        default = {}
    asked = frozenset[str]().union(*map(_names, found.prompts)) if found.prompts else None
    put_tests(list(_tests(document, found)), default, found, asked)
    for name in sorted(key for key in document.keys() - _USED if document[key]):
        found.leaves(f"{name} of the configuration is not used")


def _prompts(given: object) -> Iterable[object]:
    if given is None:
        return ()
    if isinstance(given, dict):
        return [{"id": path, "label": label} for path, label in given.items()]
    return given if isinstance(given, list) and not is_conversation(given) else [given]


def _put_prompt(prompt: object, number: int, found: Findings) -> None:
    text = prompt.get("raw", prompt.get("id")) if isinstance(prompt, dict) else prompt
    if isinstance(text, list) and is_conversation(text):
        found.prompts.append(as_prompt(text, found, f"prompts[{number}]"))
    elif not isinstance(text, str):
        found.errors.append(FieldError(f"prompts[{number}]", "is neither a text nor an object with raw or id"))
        return
    elif text.startswith(("file://", "exec:", "langfuse://", "portkey://", "helicone://")) or _FILE.fullmatch(text):
        found.leaves(f"the prompt {text[:80]} stands in another file")
        return
    elif (messages := _messages(text)) is not None:
        found.prompts.append(as_prompt(messages, found, f"prompts[{number}]"))
    else:
        found.prompts.append({"user": text})
    found.maps("prompts", "prompt")
    _convert(found.prompts[-1], found)


def _convert(prompt: Json, found: Findings) -> None:
    """Write a prompt's placeholders as ours, and what is text by Nunjucks' rules as text."""

    def more_than_a_name(expression: str) -> None:
        found.leaves(f"expressions in prompts that are more than a variable, such as {expression[:60]}")

    for demo in prompt.get("demos", ()):
        for part in ("input", "output"):
            demo[part] = joined(pieces_of(demo[part], more_than_a_name), "{{{{{}}}}}".format)
    components = [name for name in ("system", "user") if name in prompt]
    texts = written([pieces_of(prompt[name], more_than_a_name) for name in components])
    if texts is None:
        found.leaves("prompts in which placeholders and braces that are text cannot be told apart stay as they are")
        return
    prompt.update(zip(components, texts.texts, strict=True))
    if texts.literals:
        prompt["literals"] = list(texts.literals)


def _names(prompt: Json) -> frozenset[str]:
    """What a prompt of ours may ask for."""
    texts = [prompt[name] for name in ("system", "user") if name in prompt]
    return frozenset[str]().union(*(names for text in texts for names in names_by_style(text).values()))


def _messages(text: str) -> list[Any] | None:
    """The messages of a prompt that is a conversation in JSON."""
    value = json_of(text)
    return value if isinstance(value, list) and is_conversation(value) else None


def _tests(document: Json, found: Findings) -> Iterable[Json]:
    """The tests, and those of scenarios with each of their settings."""
    yield from _objects(document.get("tests"), "tests", found)
    for number, scenario in enumerate(_objects(document.get("scenarios"), "scenarios", found)):
        tests = list(_objects(scenario.get("tests") or [{}], f"scenarios[{number}].tests", found))
        for setting in _objects(scenario.get("config") or [{}], f"scenarios[{number}].config", found):
            for test in tests:
                asserts = [*(setting.get("assert") or ()), *(test.get("assert") or ())]
                yield {**setting, **test, "vars": {**_vars(setting), **_vars(test)}, "assert": asserts}


def _vars(test: Json) -> Json:
    given = test.get("vars")
    return given if isinstance(given, dict) else {}


def _objects(given: object, where: str, found: Findings) -> Iterable[Json]:
    if given is None:
        return
    for number, value in enumerate(given if isinstance(given, list) else [given]):
        if isinstance(value, dict) and not isinstance(value.get("path"), str):
            yield value
        elif isinstance(value, str | dict):
            name = value if isinstance(value, str) else value["path"]
            found.leaves(f"{where} stand in another file, {str(name)[:80]}: give that file as well")
        else:
            found.errors.append(FieldError(f"{where}[{number}]", "is no object"))
