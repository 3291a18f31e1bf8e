"""An example's input as named texts, one for each of its fields, and what of it is more than text beside them."""

import json
from collections.abc import Mapping
from typing import Any

from gradcheck.domain.base import Value
from gradcheck.domain.messages.contents import Image, Part
from gradcheck.domain.program import is_identifier
from gradcheck.domain.task import Attached
from gradcheck.errors import FieldError
from gradcheck.inputs.asking import CONVERSATION, LAST_TURN
from gradcheck.inputs.conversations import read_conversation
from gradcheck.inputs.image_references import FILES, TURNS, of_field
from gradcheck.inputs.images import MOST_AN_EXAMPLE, Images


class ReadInput(Value, frozen=True, kw_only=True):
    """An input's fields as texts, and what is sent in their place where that is more than text."""

    fields: dict[str, str]
    attached: Attached | None = None


class InputReader:
    """Reads the inputs of one request; `own` are the system texts of its prompt."""

    def __init__(self, images: Images, own: frozenset[str] = frozenset()) -> None:
        self._images = images
        self._own = own

    def read(self, given: str | Mapping[str, Any], where: str, errors: list[FieldError]) -> ReadInput:
        """An input; what is wrong with it is put into `errors`, at `where` in the request."""
        if isinstance(given, str):
            return ReadInput(fields={"input": given})
        if not given:
            errors.append(FieldError(where, "has no fields"))
        errors += _name_errors(given, where)
        fields: dict[str, str] = {}
        parts: dict[str, tuple[Part, ...]] = {}
        attached = Attached(parts=parts)
        for name, value in given.items():
            if name == TURNS and isinstance(value, list):
                attached = self._conversation(value, f"{where}.{name}", fields, parts, errors)
                continue
            image = self._image(value, f"{where}.{name}", errors)
            if image is not None:
                parts[name] = (image,)
            fields[name] = as_text(value) if image is None else image.shown(name)
        count = len(attached.images)
        if count > MOST_AN_EXAMPLE:
            errors.append(FieldError(where, f"holds {count} images; accepted are {MOST_AN_EXAMPLE}"))
        return ReadInput(fields=fields, attached=attached if parts or attached.turns else None)

    def _image(self, value: object, where: str, errors: list[FieldError]) -> Image | None:
        named = of_field(value)
        if named is not None:
            return self._images.read(named, f"{where}.image", errors)
        if isinstance(value, str) and value[:18].lower().startswith(("data:image/", FILES)):
            written = f"{value[:11]}…"
            errors.append(FieldError(where, f'is an image as a text; write {{"image": "{written}"}} to send it as one'))
        return None

    def _conversation(
        self,
        given: list[Any],
        where: str,
        fields: dict[str, str],
        parts: dict[str, tuple[Part, ...]],
        errors: list[FieldError],
    ) -> Attached:
        """The turns, with the fields that stand for them."""
        found = read_conversation(given, where, self._images, self._own, errors)
        fields[CONVERSATION], fields[LAST_TURN] = ("", "") if found is None else (found.earlier, found.last)
        return Attached(parts=parts, turns=() if found is None else found.turns)


def _name_errors(given: Mapping[str, Any], where: str) -> list[FieldError]:
    """What no field may be called, and what none may be."""
    errors = [
        FieldError(f"{where}.{name}", "is no identifier: letters, digits, underscores")
        for name in given
        if not is_identifier(name)
    ]
    errors += [
        FieldError(f"{where}.{name}", 'is null; leave the field out, or give "" where there is no text')
        for name, value in given.items()
        if value is None
    ]
    if isinstance(given.get(TURNS), list):
        errors += [
            FieldError(f"{where}.{name}", f"is the name of a field that {TURNS} give; call this one otherwise")
            for name in (CONVERSATION, LAST_TURN)
            if name in given
        ]
    return errors


def as_text(value: object) -> str:
    """A text as it is, anything else as JSON on one line: names in their order, a blank after each comma and colon.

    What JSON does not have, such as a date, is the text it prints as.
    """
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
