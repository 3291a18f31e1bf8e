"""The structure that CONTRIBUTING promises: layers, where things are read, sizes, docstrings."""

import ast
import re
import statistics
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVICE = ROOT / "service/gradcheck"

LAYERS = (
    {"errors"},
    {"domain"},
    {"settings", "statistics", "texts", "inputs"},
    {"concurrency", "process_memory", "telemetry"},
    {"outbound", "storage"},
    {"access", "llm"},
    {"jobs"},
    {"scoring"},
    {"evaluation", "formats", "optimizer"},
    {"datasets", "files"},
    {"methods"},
    {"engine"},
    {"headroom"},
    {"diagnostics"},
    {"studies"},
    {"recommending"},
    {"simulation"},
    {"runtime"},
    {"api"},
    {"pages"},
    {"app"},
    {"cli"},
    {"__main__"},
)
ROW = {name: row for row, names in enumerate(LAYERS) for name in names}
FILES = sorted(path for path in SERVICE.rglob("*.py"))


def _room(path: Path) -> str:
    """The module or package right below `gradcheck` that a file belongs to."""
    return path.relative_to(SERVICE).with_suffix("").parts[0]


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def _violations(room: str, imports: set[str]) -> list[str]:
    """Rooms of the service that a room imports although they are not above it."""
    used = {name.split(".")[1] for name in imports if name.startswith("gradcheck.")}
    return sorted(other for other in used - {room} if ROW[other] >= ROW[room])


def test_a_module_imports_only_from_layers_above_its_own() -> None:
    found = {path: _violations(_room(path), _imports(path)) for path in FILES if path != SERVICE / "__init__.py"}
    assert {path: rooms for path, rooms in found.items() if rooms} == {}


def test_the_layer_rule_finds_an_import_from_below() -> None:
    assert _violations("llm", {"gradcheck.engine.run", "gradcheck.storage.jobs"}) == ["engine"]


def test_only_the_api_and_the_wiring_import_litestar() -> None:
    users = {path for path in FILES if any(name.split(".")[0] == "litestar" for name in _imports(path))}
    assert {_room(path) for path in users if "routes" not in path.parts} <= {"api", "app"}
    assert {_room(path) for path in users if "routes" in path.parts} == {"pages"}


def test_only_the_settings_read_the_environment() -> None:
    readers = {path.name for path in FILES if re.search(r"\bos\.(environ|getenv)|\bgetenv\(", path.read_text())}
    assert readers == {"settings.py"}


def test_values_and_statistics_do_no_io() -> None:
    forbidden = {"asyncio", "httpx", "aiohttp", "sqlalchemy", "socket", "subprocess", "pathlib"}
    for path in FILES:
        if _room(path) in {"domain", "statistics", "errors"}:
            assert not forbidden & {name.split(".")[0] for name in _imports(path)}, path


def test_numbers_in_sentences_are_written_in_one_place() -> None:
    """What diagnostics and commands say: `texts/numbers.py` knows digits, signs and p-values."""
    by_hand = re.compile(r"""\{[^{}"']*:[+,]*(\.\d+)?[efg%]\}|\{[^{}"']*:,\}""")
    places = {str(path.relative_to(SERVICE)) for path in FILES if by_hand.search(path.read_text("utf-8"))}
    spoken = {place for place in places if place.startswith(("diagnostics/", "cli/"))}
    # What models are sent is no sentence for people; seconds and prices have no error.
    assert spoken <= {"diagnostics/perturbations/feedback_builder.py", "cli/commands/check.py", "cli/progress.py"}


def test_no_decision_is_read_out_of_a_reason_or_a_name_of_our_own() -> None:
    reading = re.compile(r"""["'] in \w*(reason|name|id)\b|\b\w*(reason|name|id)\.(starts|ends)with\(["']""")
    readers = {str(path.relative_to(SERVICE)) for path in FILES if reading.search(path.read_text("utf-8"))}
    # What is left are names that others give: fields of examples, files, parameters of providers.
    assert readers <= {"api/decode.py", "texts/vocabulary.py", "llm/clients/remedies.py"}


def _named_twice() -> dict[str, list[str]]:
    """Public classes of one name that several files define, with these files."""
    places: dict[str, list[str]] = {}
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places.setdefault(node.name, []).append(str(path.relative_to(SERVICE)))
    return {name: files for name, files in places.items() if len(files) > 1}


def test_a_public_class_name_means_one_thing() -> None:
    assert _named_twice() == {}


# What every room of its kind has, and one thing seen from two rooms.
_SAME_MEANING = {
    *("base", "execute", "estimate", "plan", "registry", "request", "validation"),
    *("arms", "calibrate", "catalogue", "decomposition", "equivalence", "fitting", "grading", "grounded"),
    *(
        "catalogues",
        "datasets",
        "files",
        "headroom",
        "jobs",
        "keys",
        "labels",
        "paired",
        "power",
        "ranking",
        "run",
        "runs",
    ),
}


def test_a_file_name_that_recurs_means_one_thing() -> None:
    stems = Counter(path.stem for path in FILES if not path.stem.startswith("__"))
    assert {stem for stem, files in stems.items() if files > 1} == _SAME_MEANING


def test_a_folder_can_be_looked_over() -> None:
    # of commands, of scorers, of migrations and of methods' words there is one a file
    long_lists = {"cli/commands", "engine", "methods", "optimizer/templates", "scoring", "storage/migrations/versions"}
    sizes = {path.parent.relative_to(SERVICE): 0 for path in FILES}
    for path in FILES:
        sizes[path.parent.relative_to(SERVICE)] += path.name != "__init__.py"
    assert {str(folder) for folder, files in sizes.items() if files > 16} <= long_lists


def test_files_are_short() -> None:
    sizes = [len(path.read_text().splitlines()) for path in FILES]
    assert max(sizes) <= 400
    assert statistics.median(sizes) <= 150


METHODS = sorted(path for path in (SERVICE / "methods").glob("*.py") if ' tag="' in path.read_text("utf-8"))
_MOST_NAMES, _MOST_LINES = 10, {"gepa": 130, "protegi": 130}
_USUAL_LINES = 100

# Methods that are above this: what they have, which may only fall. One that is below it leaves the list.
_MANY_NAMES = {"promptwizard": 12}
_MANY_LINES = {
    "ace": 120,
    "adalflow": 113,
    "capo": 120,
    "contraprompt": 178,
    "gepa": 280,
    "miprov2": 288,
    "pdo": 171,
    "portfolio": 600,
    "promptagent": 139,
    "promptbreeder": 206,
    "promptwizard": 152,
    "simba": 136,
    "skillopt": 170,
    "textgrad": 108,
    "textreg": 180,
    "vista": 220,
}


def _names_of_ours(source: str) -> int:
    """How many of our names a module imports."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return sum(len(node.names) for node in found if (node.module or "").split(".")[0] == "gradcheck")


def _lines_with_helpers(method: Path) -> int:
    """The lines of a method's module and of the modules beside it that nobody else imports."""
    modules = {".".join(path.relative_to(SERVICE.parent).with_suffix("").parts): path for path in FILES}
    users = {path: {user for user in FILES if name in _IMPORTED[user]} for name, path in modules.items()}
    own, size = {method}, 0
    while len(own) > size:
        size = len(own)
        own |= {path for path in FILES if _room(path) == "methods" and users[path] and users[path] <= own}
    return sum(len(path.read_text("utf-8").splitlines()) for path in own)


_IMPORTED = {path: _imports(path) for path in FILES}


def test_a_method_imports_few_of_our_names() -> None:
    counts = {path.stem: _names_of_ours(path.read_text("utf-8")) for path in METHODS}
    above = {name: count for name, count in counts.items() if count > _MOST_NAMES}
    assert above.keys() == _MANY_NAMES.keys()
    assert {name: count for name, count in above.items() if count > _MANY_NAMES[name]} == {}


def test_a_method_with_the_helpers_that_it_alone_has_is_short() -> None:
    counts = {path.stem: _lines_with_helpers(path) for path in METHODS}
    above = {name: count for name, count in counts.items() if count > _MOST_LINES.get(name, _USUAL_LINES)}
    assert above.keys() == _MANY_LINES.keys()
    assert {name: count for name, count in above.items() if count > _MANY_LINES[name]} == {}


def test_what_a_method_imports_is_counted_by_name() -> None:
    assert _names_of_ours("from gradcheck.domain.task import Example, Rollout\nfrom msgspec import Meta\n") == 2


def test_a_module_says_what_it_is_for() -> None:
    assert [path for path in FILES if not ast.get_docstring(ast.parse(path.read_text()))] == []


def test_contributing_lists_the_rooms_from_the_ground_up() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE)
    rows = [ROW[name] for name in listed]
    assert rows == sorted(rows)
    assert sorted(listed) == sorted({_room(path) for path in FILES} - {"__init__", "__main__"})
