"""The glossary holds: what it names in the code is there, once."""

import ast
import re
from collections import defaultdict

from tests.docs.pages import ROOT

SERVICE = ROOT / "service/gradcheck"
_ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|(?: `(\w+)`)? \|$", re.MULTILINE)
ROWS = [row for row in _ROW.findall((ROOT / "docs/glossary.md").read_text("utf-8")) if row[0] != "word"]


def _public() -> dict[str, list[str]]:
    """Where each public class and each module is, by name; views of the API show the same things on the wire."""
    places = defaultdict(list)
    for path in sorted(SERVICE.rglob("*.py")):
        place = str(path.relative_to(SERVICE))
        places[path.parent.name if path.stem == "__init__" else path.stem].append(place)
        if not place.startswith("api/"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(place)
    return places


def test_every_row_of_the_glossary_is_read() -> None:
    lines = (ROOT / "docs/glossary.md").read_text("utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| word ")]
    assert len(ROWS) == len(rows) > 50


def test_no_word_has_two_meanings() -> None:
    words = [word for word, _, _ in ROWS]
    assert len(set(words)) == len(words)


def test_a_meaning_is_one_sentence() -> None:
    assert [meaning for _, meaning, _ in ROWS if re.search(r"[.?!](\s|$)", meaning)] == []


def test_what_a_word_names_in_the_code_is_there() -> None:
    places = _public()
    assert sorted(named for _, _, named in ROWS if named and named not in places) == []


def test_a_class_that_a_word_names_is_defined_once() -> None:
    places = _public()
    classes = {named for _, _, named in ROWS if named[:1].isupper()}
    assert {named: places[named] for named in classes if len(places[named]) != 1} == {}
