"""The commands about uploaded files."""

import argparse

from gradcheck.cli.arguments.flags import Commands, add, group, service


def declare(commands: Commands) -> None:
    """What can be done with images that requests name."""
    verbs = group(commands, "files", "upload images that requests name; list, read and delete what was uploaded")
    add(verbs, "upload", "files.upload", "upload images: PNG, JPEG, GIF or WebP", _images, service)
    add(verbs, "list", "files.list_files", "list files, the newest first", service)
    add(verbs, "show", "files.show", "show what is known of a file", _one, service)
    add(verbs, "delete", "files.delete", "delete a file", _one, service)


def _images(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", metavar="FILE", help="an image; repeat it for several")


def _one(command: argparse.ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="the file's id, or its url")
