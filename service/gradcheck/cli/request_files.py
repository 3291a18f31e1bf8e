"""What commands read: requests and prompts from files and standard input."""

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from gradcheck.cli.body import compare_body, run_body, with_tools
from gradcheck.cli.spec import Spec
from gradcheck.errors import GradcheckError


def run_request(arguments: Namespace, given: Spec | None = None) -> Spec:
    """The request of a run, from a file and flags in the place of what is `given`.

    Raises GradcheckError where one of them cannot be read.
    """
    own = {} if arguments.file is None else json_file(arguments.file)
    body = run_body(vars(arguments), {**(given or {}), **own}, _prompt(arguments))
    return body if arguments.tools is None else with_tools(body, tools_file(arguments.tools))


def compare_request(arguments: Namespace) -> Spec:
    """The request of a comparison, from a file and flags. Raises GradcheckError where one of them cannot be read."""
    prompts = [
        {"name": name, "run": name} if kind == "run" else {"name": name, "prompt": _prompt_file(name)}
        for kind, name in arguments.prompts or ()
    ]
    return compare_body(vars(arguments), {} if arguments.file is None else json_file(arguments.file), prompts)


def json_file(name: str) -> Spec:
    """The JSON object in a file. Raises GradcheckError where there is none."""
    text = text_file(name)
    try:
        found = json.loads(text)
    except ValueError as error:
        raise GradcheckError(f"{_shown(name)} is no JSON: {error}") from None
    if not isinstance(found, dict):
        raise GradcheckError(f"{_shown(name)} holds no JSON object")
    return found


def tools_file(name: str) -> list[Any]:
    """The definitions of tools in a file: a list, or an object that has it as `tools`. Raises GradcheckError."""
    try:
        found = json.loads(text_file(name))
    except ValueError as error:
        raise GradcheckError(f"{_shown(name)} is no JSON: {error}") from None
    listed = found.get("tools") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise GradcheckError(f"{_shown(name)} holds no list of tools")
    return listed


def text_file(name: str) -> str:
    """The text in a file, or in standard input where its name is -. Raises GradcheckError where it cannot be read."""
    try:
        content = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise GradcheckError(f"{name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise GradcheckError(f"{_shown(name)} is not UTF-8") from None


def _prompt(arguments: Namespace) -> str | Spec | None:
    """What the flags say of the prompt."""
    if arguments.prompt_file is None:
        return str(arguments.prompt) if arguments.prompt is not None else None
    return _prompt_file(arguments.prompt_file)


def _prompt_file(file: str) -> str | Spec:
    """The prompt in a file; the last line's end is no part of it."""
    if file.endswith(".json"):
        return json_file(file)
    return text_file(file).removesuffix("\n").removesuffix("\r")


def _shown(name: str) -> str:
    return "standard input" if name == "-" else name
