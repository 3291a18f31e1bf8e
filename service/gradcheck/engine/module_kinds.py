"""The two kinds of a program's modules as they are written: a model's messages, or an application with its texts."""

from gradcheck.domain.program import is_identifier
from gradcheck.engine.request import ModuleSpec
from gradcheck.errors import FieldError


def part_texts(written: ModuleSpec) -> dict[str, str]:
    """The texts of a module by their names in it."""
    if written.kind == "http":
        return written.components
    return {name: text for name, text in (("system", written.system), ("user", written.user)) if text is not None}


def part_path(where: str, written: ModuleSpec, part: str) -> str:
    """Where in the request a text of the module at `where` stands."""
    return f"{where}.components.{part}" if written.kind == "http" else f"{where}.{part}"


def kind_errors(where: str, written: ModuleSpec) -> list[FieldError]:
    """What a module of this kind needs and what it has no place for."""
    return _http_errors(where, written) if written.kind == "http" else _model_errors(where, written)


def _model_errors(where: str, written: ModuleSpec) -> list[FieldError]:
    errors = []
    if written.system is None and written.user is None:
        errors.append(FieldError(where, "has no text: give system or user"))
    if written.application is not None:
        message = 'is for modules of the kind http; write "kind": "http" where the application is what is called'
        errors.append(FieldError(f"{where}.application", message))
    if written.components:
        errors.append(FieldError(f"{where}.components", "is for modules of the kind http; give system or user"))
    return errors


def _http_errors(where: str, written: ModuleSpec) -> list[FieldError]:
    errors = []
    if written.application is None:
        errors.append(FieldError(f"{where}.application", "is needed: the name of an application of the server's"))
    if not written.components:
        message = 'is needed: the texts that the application is made of, {"instructions": "…"}'
        errors.append(FieldError(f"{where}.components", message))
    for name in written.components:
        if not is_identifier(name):
            path = f"{where}.components.{name}"
            errors.append(FieldError(path, "must be named by an identifier: letters, digits, underscores"))
    message = "is for modules of the kind model; put the text into components"
    parts = [part for part in ("system", "user") if getattr(written, part) is not None]
    return errors + [FieldError(f"{where}.{part}", message) for part in parts]
