"""The commands that say what a service has to choose from."""

import argparse

from gradcheck.cli.arguments.flags import Commands, add, service


def declare(commands: Commands) -> None:
    """A catalogue a command, and the check of a model."""
    for name, about in (
        ("methods", "list the methods, or describe one with its parameters"),
        ("scorers", "list the scorers, or describe one with its parameters"),
        ("tests", "list the tests of diagnostics, or describe one"),
        ("perturbations", "list what diagnostics put in the place of feedback, or describe one"),
        ("providers", "list the providers that the service declares, or describe one"),
    ):
        add(commands, name, f"catalogues.{name}", about, _entry, service)
    about = "ask a provider's model one small question in the shape of each role"
    add(commands, "check", "check.run", about, _model, service)


def _entry(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", nargs="?", metavar="NAME", help="the one to describe")


def _model(command: argparse.ArgumentParser) -> None:
    command.add_argument("provider", metavar="PROVIDER", help="the provider, as the settings name it")
    command.add_argument("--model", metavar="MODEL", help="one of its models; without it the default one")
    about = (
        "a JSON file with a list of tools, as OpenAI or Anthropic define them, of which it is asked to call the first"
    )
    command.add_argument("--tools", metavar="FILE", help=about)
