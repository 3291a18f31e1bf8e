"""The flags of a run's request: the common fields of `POST /optimize`. `body` turns them into one."""

import argparse
from functools import partial

from gradcheck.cli.arguments.datasets import data
from gradcheck.cli.arguments.flags import Commands, add, budget, called, count, seed, service, watching

_FILE = "a JSON file with the body of POST /optimize, whose fields flags replace; - reads standard input"

_TOOLS = "a JSON file with a list of the tools that the model may call, as OpenAI or Anthropic define them"


def declare(commands: Commands) -> None:
    """The commands that take a run's request."""
    add(commands, "optimize", "optimize.optimize", "run one optimization", request, limits, called, watching)
    about = "say what a run would take, without spending anything"
    add(commands, "estimate", "optimize.estimate", about, request, limits, called, service)
    about = "compare prompts, or the best ones of runs, on the same examples"
    add(commands, "compare", "evaluate.compare", about, comparison, budget, called, watching)
    about = "measure, before a run, whether its task reacts to prompts at all"
    add(commands, "headroom", "headroom.run", about, request, budget, _measuring, called, watching)


def request(command: argparse.ArgumentParser) -> None:
    """Prompt, data, scoring, method and models."""
    command.add_argument("file", nargs="?", metavar="FILE", help=_FILE)
    prompt = command.add_mutually_exclusive_group()
    prompt.add_argument("--prompt", metavar="TEXT", help="the prompt, with placeholders such as {text}")
    about = "a file with the prompt; one that ends in .json holds its parts, such as system and user"
    prompt.add_argument("--prompt-file", metavar="FILE", help=about)
    command.add_argument("--tools", metavar="FILE", help=_TOOLS)
    _task(command)
    about = "a method's name with its parameters, or JSON; auto for the one that suits the request (portfolio)"
    command.add_argument("--method", metavar="NAME[,PARAMETER=VALUE…]", help=about)
    _models(command, ("model", "the service's"), ("optimizer", "the model"), ("judge", "the optimizer's"))
    seed(command)


def comparison(command: argparse.ArgumentParser) -> None:
    """Prompts, data, scoring and models of a comparison."""
    about = "a JSON file with the body of POST /evaluate, whose fields flags replace; - reads standard input"
    command.add_argument("file", nargs="?", metavar="FILE", help=about)
    for flag, kind, metavar, about in (
        ("--prompt-file", "file", "FILE", "a file with a prompt, compared under the file's name; repeat it"),
        ("--run", "run", "ID", "a run whose best prompt is compared, under the run's id; repeat it"),
    ):
        kept = partial(_kept, kind)
        command.add_argument(flag, dest="prompts", action="append", type=kept, metavar=metavar, help=about)
    _task(command)
    _models(command, ("model", "the service's"), ("judge", "the model"))
    seed(command)


def _kept(kind: str, name: str) -> tuple[str, str]:
    """A prompt of a flag, in the order of all flags for prompts."""
    return kind, name


def _task(command: argparse.ArgumentParser) -> None:
    data(command)
    about = "how answers are scored: a scorer's name with its parameters, or JSON (exact)"
    command.add_argument("--scoring", metavar="NAME[,PARAMETER=VALUE…]", help=about)
    command.add_argument("--description", metavar="TEXT", help="what the task is, for critics, editors and judges")


def _models(command: argparse.ArgumentParser, *roles: tuple[str, str]) -> None:
    for role, default in roles:
        whose = "the model that is given the prompt" if role == "model" else f"the {role}'s model"
        about = f"{whose}, such as openai/gpt-4o-mini,temperature=0 ({default})"
        command.add_argument(f"--{role}", metavar="PROVIDER[/MODEL][,PARAMETER=VALUE…]", help=about)


def limits(command: argparse.ArgumentParser) -> None:
    """When a run ends, and which edits it refuses."""
    budget(command)
    command.add_argument("--target-score", type=float, metavar="SCORE", help="end when validation has reached it")
    about = "refuse edits that hold eight words in a row of an example"
    command.add_argument("--reject-quotes", action="store_const", const=True, help=about)


def _measuring(command: argparse.ArgumentParser) -> None:
    command.add_argument("--prompts", type=count, metavar="N", help="prompts to write beside the given one")
    command.add_argument("--items", type=count, metavar="N", help="examples to score them on")
