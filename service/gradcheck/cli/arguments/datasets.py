"""The commands about data sets, and the flags that say what a run's examples are."""

import argparse

from gradcheck.cli.arguments.flags import Commands, add, count, group, service

FORMATS = ("csv", "tsv", "json", "jsonl", "parquet")


def declare(commands: Commands) -> None:
    """What can be done with stored examples."""
    about = "take in a file of another tool: its examples and its prompt"
    add(commands, "import", "datasets.take_in", about, _tool, service)
    verbs = group(commands, "datasets", "upload examples; list, read and delete what was uploaded")
    add(verbs, "add", "datasets.add", "upload a file of examples", _file, service)
    add(verbs, "list", "datasets.list_datasets", "list data sets by name", service)
    add(verbs, "show", "datasets.show", "show a data set and its columns", _one, _version, service)
    add(verbs, "rows", "datasets.rows", "print rows of a data set", _one, _version, _few, service)
    add(verbs, "delete", "datasets.delete", "delete a data set with all its versions", _one, service)


def data(command: argparse.ArgumentParser) -> None:
    """Where a run's examples are, and what its columns mean."""
    about = (
        "a file of examples, uploaded under its name: CSV, JSON, JSON lines or Parquet by its ending; - reads stdin; "
        "of a file of another tool, such as promptfooconfig.yaml, prompt and scoring are taken too"
    )
    command.add_argument("--data", metavar="FILE", help=about)
    _format(command)
    about = "examples that are stored already; beside --data the name to store it under"
    command.add_argument("--dataset", metavar="NAME[@VERSION]", help=about)
    about = "a column of the input, and the field that it becomes, by default of its own name; repeat it for several"
    command.add_argument("--input", action="append", metavar="COLUMN[=FIELD]", help=about)
    command.add_argument("--expected", metavar="COLUMN", help="the column of the expected answer")
    command.add_argument("--group", metavar="COLUMN", help="the column of what belongs together, in one split")
    about = "the column that names each row's split, or shares: train=0.4,validation=0.4,test=0.2"
    command.add_argument("--split", metavar="COLUMN|SHARES", help=about)
    command.add_argument("--sample", type=count, metavar="N", help="examples at most (1000)")


def _file(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="CSV, JSON, JSON lines or Parquet by its ending; - reads stdin")
    command.add_argument("--name", metavar="NAME", help="the name to store it under; else that of the file")
    _format(command)


def _tool(command: argparse.ArgumentParser) -> None:
    about = "a file of promptfoo, OpenAI, DSPy, LangSmith, Langfuse, MLflow or GEPA: YAML, JSON, JSON lines or CSV"
    command.add_argument("file", metavar="FILE", help=about)
    command.add_argument("--name", metavar="NAME", help="the name to store its examples under; else that of the file")
    command.add_argument("--kind", metavar="FORMAT", help="its format, where its shape leaves it open")


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=FORMATS, help="what the file is, where its ending does not say it")


def _one(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME", help="the data set's name")


def _version(command: argparse.ArgumentParser) -> None:
    command.add_argument("--version", type=count, metavar="N", help="one of its versions (the newest)")


def _few(command: argparse.ArgumentParser) -> None:
    command.add_argument("--limit", type=count, default=20, metavar="N", help="rows at most (20)")
