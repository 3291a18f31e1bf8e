"""The page of the command line names every command, and help says what each is."""

import argparse
import re
import shlex
from collections.abc import Iterator
from importlib import import_module

from gradcheck.cli.arguments import parser
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/cli.md").read_text("utf-8")
Leaf = tuple[tuple[str, ...], argparse.ArgumentParser]


def leaves(command: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every command that runs something, with the words that name it."""
    groups = [action for action in command._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield words, command
    for group in groups:
        for word, below in group.choices.items():
            yield from leaves(below, (*words, word))


LEAVES = dict(leaves(parser()))


def shown() -> set[tuple[str, ...]]:
    """The commands that the page gives an example of."""
    found = set()
    for line in re.findall(r"^gradcheck .*$", PAGE, re.MULTILINE):
        words = shlex.split(line, comments=True)[1:]
        found |= {tuple(words[:length]) for length in (1, 2)} & LEAVES.keys()
    return found


def test_every_command_has_an_example_on_the_page_and_every_example_its_command() -> None:
    assert shown() == set(LEAVES)


def test_every_command_runs_a_function_that_is_there() -> None:
    for words, command in LEAVES.items():
        module, _, function = command.get_default("function").rpartition(".")
        assert callable(getattr(import_module(f"gradcheck.cli.commands.{module}"), function)), words


def test_every_command_can_answer_machines_but_those_that_have_no_answer() -> None:
    deaf = {words for words, command in LEAVES.items() if "--json" not in command.format_help()}
    assert deaf == {("serve",), ("api",), ("worker",), ("migrate",), ("mcp",), ("openapi",), ("runs", "export")}


def test_every_flag_says_what_it_is() -> None:
    silent = [(words, one.dest) for words, command in LEAVES.items() for one in command._actions if not one.help]
    assert silent == []


def test_the_page_and_help_give_the_same_exit_codes() -> None:
    on_page = set(re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE))
    assert on_page == set(re.findall(r"\b(\d+) ", parser().epilog or ""))
