"""`files`: images that are uploaded, listed, read and deleted."""

from argparse import Namespace
from pathlib import Path

from gradcheck.cli.output import table, tell
from gradcheck.cli.service import asked, finish
from gradcheck.errors import FieldError, GradcheckError
from gradcheck.inputs.image_references import FILES
from gradcheck.texts.numbers import count
from gradcheck_client.errors import ProblemError
from gradcheck_client.models import StoredFile

_REFUSED = frozenset({413, 422})  # the file itself


def upload(arguments: Namespace) -> int:
    """Upload images; the exit code. Raises GradcheckError where one cannot be read or is none, with its name."""
    return finish(_upload(arguments))


def list_files(arguments: Namespace) -> int:
    """List the files; the exit code."""
    return finish(_list(arguments))


def show(arguments: Namespace) -> int:
    """Show what is known of a file; the exit code. Raises GradcheckError where there is none."""
    return finish(_show(arguments))


def delete(arguments: Namespace) -> int:
    """Delete a file; the exit code. Raises GradcheckError where there is none."""
    return finish(_delete(arguments))


async def _upload(arguments: Namespace) -> int:
    images = [_readable(name) for name in arguments.files]
    stored = []
    async with asked(arguments) as service:
        for image in images:
            try:
                stored.append(await service.client.upload_file(image))
            except ProblemError as error:
                if error.status not in _REFUSED:
                    raise
                faults = tuple(FieldError(fault.path, fault.message) for fault in error.errors)
                raise GradcheckError(f"{image} is not taken: {error.message}", faults) from None
    tell(arguments, stored, lambda: _text(stored))
    return 0


async def _list(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        found = [file async for file in service.client.iter_files()]
    tell(arguments, found, lambda: _text(found) if found else "there are no files")
    return 0


async def _show(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        file = await service.client.get_file(_id(arguments))
    tell(arguments, file, lambda: _text([file]))
    return 0


async def _delete(arguments: Namespace) -> int:
    async with asked(arguments) as service:
        await service.client.delete_file(_id(arguments))
    tell(arguments, {"deleted": _id(arguments)}, lambda: f"{_id(arguments)} is deleted; jobs keep the images they hold")
    return 0


def _id(arguments: Namespace) -> str:
    return str(arguments.id).removeprefix(FILES)


def _readable(name: str) -> Path:
    """A file. Raises GradcheckError where it cannot be read."""
    path = Path(name)
    try:
        path.open("rb").close()
    except OSError as error:
        raise GradcheckError(f"{name} cannot be read: {error.strerror}") from None
    return path


def _text(files: list[StoredFile]) -> str:
    lines = [
        (file.url, file.name, file.media_type, f"{file.width}x{file.height}", count(file.bytes), file.created_at)
        for file in files
    ]
    return table(("url", "name", "type", "pixels", "bytes", "created"), lines)
