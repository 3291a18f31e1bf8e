"""The commands about stored keys. They work on the database itself, while a service runs on it or not."""

import argparse

from gradcheck.cli.arguments.flags import Commands, add, count, group, positive

SCOPES = ("run", "read", "metrics", "admin")


def declare(commands: Commands) -> None:
    """How keys are made, seen and revoked."""
    verbs = group(commands, "keys", "make, list and revoke the keys that callers send")
    add(verbs, "create", "keys.create", "make a key; it is shown once and nowhere again", _new, _json)
    add(verbs, "list", "keys.list_keys", "list the keys, without what is secret of them", _json)
    add(verbs, "quota", "keys.quota", "set or show what all jobs of a tenant may use in a day of UTC", _quota, _json)
    add(verbs, "revoke", "keys.revoke", "revoke a key: running services refuse it within seconds", _one, _json)


def _new(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar="NAME", help="who or what will use it")
    command.add_argument("--tenant", default="", metavar="TENANT", help="whose things it sees (those of no tenant)")
    about = "what it opens; repeat it for several (run and read)"
    command.add_argument("--scope", action="append", choices=SCOPES, help=about)
    command.add_argument("--days", type=count, metavar="N", help="days until it expires (never)")
    _by_day(command)
    command.add_argument("--requests-per-minute", type=count, metavar="N", help="requests it may send in a minute")


def _quota(command: argparse.ArgumentParser) -> None:
    command.add_argument("tenant", metavar="TENANT", help="the tenant; '' is the one without a name")
    _by_day(command)
    command.add_argument("--unlimited", action="store_true", help="take all limits away")


def _by_day(command: argparse.ArgumentParser) -> None:
    command.add_argument("--runs-per-day", type=count, metavar="N", help="jobs that may be started in a day of UTC")
    command.add_argument("--calls-per-day", type=count, metavar="N", help="model calls that jobs may make in a day")
    command.add_argument("--usd-per-day", type=positive, metavar="USD", help="dollars that jobs may cost in a day")


def _one(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="KEY", help="the key's id, which stands in it after gc_, or the whole key")


def _json(command: argparse.ArgumentParser) -> None:
    """For machines. No file is written: it would hold a key."""
    command.add_argument("--json", action="store_true", help="print JSON")
    command.set_defaults(save=None)
