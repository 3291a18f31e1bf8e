"""What the documentation must name, what it may name, and that it says nothing twice."""

import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from prometheus_client import CollectorRegistry

from gradcheck import errors, settings
from gradcheck.diagnostics.registry import DIAGNOSTICS
from gradcheck.formats import KINDS
from gradcheck.formats.export import ExportFormat
from gradcheck.llm.trouble import FATAL
from gradcheck.methods.registry import METHODS
from gradcheck.scoring import SCORERS
from gradcheck.telemetry import Telemetry
from tests.docs.pages import DOCS, PAGES, README, ROOT, everything, name, prose

_PATH = re.compile(r"`((?:service|clients|deploy|tests|bench|docs|examples|requirements|\.ci)/[\w./-]*)")
_TEST = re.compile(r"`(test_\w+…|test(?:_[a-z0-9]+){3,})`")
_LINK = re.compile(r"\[[^]]*\]\(([^)\s]+)\)")
_LONGEST_README = 160
_WORDS = 8
"""A sentence of so many words is somebody's thought; shorter ones may come twice."""


def _missing(names: set[str], text: str) -> list[str]:
    return sorted(word for word in names if f"`{word}`" not in text)


def _kinds(error: type[errors.GradcheckError]) -> list[type[errors.GradcheckError]]:
    return [error, *(kind for below in error.__subclasses__() for kind in _kinds(below))]


def _anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def _sentences(text: str) -> list[str]:
    """The sentences of running text, of list items and of cells."""
    parts = re.split(r"\n\s*\n|\n(?=[-|#\d])|(?<=[.:;?!])[*_`]*\s|\|", text)
    plain = (re.sub(r"[^\w ]", "", re.sub(r"\s+", " ", part)).strip().lower() for part in parts)
    return [part for part in plain if len(part.split()) >= _WORDS]


def test_the_readme_counts_the_methods_and_tests_that_there_are() -> None:
    readme = README.read_text("utf-8")
    assert {31: "Thirty-one published methods and controls"}[len(METHODS)] in readme
    assert {16: "sixteen tests"}[len(DIAGNOSTICS)] in readme


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= _LONGEST_README


def test_every_page_is_in_the_contents() -> None:
    index = ROOT / "docs/README.md"
    linked = {(index.parent / link).resolve() for link in _LINK.findall(prose(index))}
    assert [name(page) for page in DOCS if page not in {*linked, index}] == []


def test_every_method_is_named_in_the_readme_and_described_on_its_page() -> None:
    assert _missing(set(METHODS), README.read_text("utf-8")) == []
    page = (ROOT / "docs/methods.md").read_text("utf-8")
    assert [method for method in METHODS if f"\n| `{method}` |" not in page] == []


def test_every_scorer_and_every_diagnostic_is_described_on_its_page() -> None:
    for names, page in ((SCORERS, "scoring"), (DIAGNOSTICS, "diagnostics")):
        text = (ROOT / f"docs/{page}.md").read_text("utf-8")
        assert [word for word in names if f"\n| `{word}` |" not in text] == []


def test_every_operation_is_on_the_page_of_the_api() -> None:
    paths = json.loads((ROOT / "openapi.json").read_text("utf-8"))["paths"]
    page = (ROOT / "docs/api.md").read_text("utf-8")
    assert sorted(path for path in paths if path not in page) == []


def test_every_error_code_is_on_the_page_of_the_api() -> None:
    page = (ROOT / "docs/api.md").read_text("utf-8")
    assert _missing({kind.code for kind in _kinds(errors.GradcheckError)}, page) == []


def test_every_code_of_a_run_that_is_stopped_by_its_own_fault_is_told() -> None:
    assert _missing({*FATAL, "no_answer", "older_version"}, everything()) == []


def test_every_setting_of_a_model_is_on_the_page_of_providers() -> None:
    page = (ROOT / "docs/providers.md").read_text("utf-8")
    for table in (settings.Provider, settings.ModelRow, settings.Prices, settings.Limits, settings.Embedded):
        fields = {field.encode_name for field in msgspec.structs.fields(table)}
        assert sorted(field for field in fields if not re.search(rf"\b{field}\b", page)) == []


def test_every_metric_is_on_its_page_and_every_name_there_is_a_metric() -> None:
    named = re.findall(r"^\| (.+?) \|", (ROOT / "docs/metrics.md").read_text("utf-8"), re.MULTILINE)
    found = {metric for cell in named for metric in re.findall(r"`(gradcheck_\w+)`", cell)}
    families = Telemetry(CollectorRegistry()).registry.collect()
    assert found == {family.name + "_total" * (family.type == "counter") for family in families}


def test_every_dependency_has_its_reason_and_every_reason_its_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    groups = [project["project"]["dependencies"], *extras, *project["dependency-groups"].values()]
    wanted = [one for group in groups for one in group]
    table = (ROOT / "docs/decisions.md").read_text("utf-8").partition("## Dependencies")[2]
    given = re.findall(r"`([^`]+)`", "".join(re.findall(r"^\|([^|]*)\|", table, re.MULTILINE)))
    assert sorted(given) == sorted({re.split(r"[<>=]", one)[0] for one in wanted})


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_names_no_path_that_is_not_there(page: Path) -> None:
    assert sorted(path for path in _PATH.findall(page.read_text("utf-8")) if not (ROOT / path).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_names_no_test_that_is_not_there(page: Path) -> None:
    tests = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    named = _TEST.findall(page.read_text("utf-8"))
    assert [test for test in named if f"def {test}(".replace("…(", "") not in tests] == []


def test_every_format_of_files_in_and_out_has_a_test_that_the_page_names() -> None:
    """The names of tests are held by the test of all pages."""
    matrix = (ROOT / "docs/formats.md").read_text("utf-8").partition("## What holds it")[2]
    cells = [line.strip("| ").split("|") for line in matrix.splitlines() if line.startswith("| `")]
    named = [{row[0].strip(" `") for row in cells if _TEST.search("".join(row[at : at + 1]))} for at in (1, 2)]
    assert named == [{kind.name for kind in KINDS}, set(get_args(ExportFormat))]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_links_to_what_is_there(page: Path) -> None:
    broken = []
    for link in _LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not path.startswith("https://") and (not target.exists() or (anchor and anchor not in _anchors(target))):
            broken.append(link)
    assert broken == []


def test_no_sentence_stands_twice() -> None:
    places = defaultdict(list)
    for page in PAGES:
        for sentence in _sentences(prose(page)):
            places[sentence].append(name(page))
    assert {sentence: found for sentence, found in places.items() if len(found) > 1} == {}


def test_a_sentence_that_stands_twice_is_seen_however_it_is_broken_into_lines() -> None:
    thought = "The ledger answers what is paid for and nothing else."
    [first] = _sentences(f"Before. {thought} After.")
    assert [first] == _sentences("- **Resuming:** the ledger answers what\n  is paid for and `nothing` else.")
