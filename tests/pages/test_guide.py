"""The documentation as the service shows it: every page, every link, for people and programs, from the wheel too."""

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gradcheck.pages.assets import POLICY
from gradcheck.pages.guide.page_html import rendered
from gradcheck.pages.guide.page_texts import address_of, addresses, groups, markdown_of
from tests.api.server import CLIENT_KEY, Server
from tests.docs.pages import CHANGELOG, DOCS, README, ROOT, name
from tests.pages.browser import BROWSER, elements, visit

ENVIRON = {"GRADCHECK_API_KEYS": CLIENT_KEY}
_MARKDOWN_LINK = re.compile(r"\]\((/[^)\s#]*)")
_RENDER = """
import sys
sys.path.insert(0, sys.argv[1])
import gradcheck
from gradcheck.pages.guide import page_html, page_texts
assert gradcheck.__file__.startswith(sys.argv[1])
print(*sorted(path for path in page_texts.addresses() if page_html.rendered(path).body))
"""


def _page(server: Server, address: str) -> str:
    answer = visit(server, address)
    assert answer.status_code == 200, address
    return answer.text


def test_every_page_of_the_documentation_is_in_the_guide() -> None:
    clients = {f"clients/{language}/README.md" for language in ("python", "typescript")}
    assert addresses().keys() == {*map(name, DOCS), name(README), name(CHANGELOG), *clients}
    assert len(set(addresses().values())) == len(addresses())


def test_anybody_may_read_the_guide_under_the_policy_of_all_pages(server: Server) -> None:
    for address in addresses().values():
        answer = server.http.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_page_of_the_guide_loads_only_files_of_the_service_and_runs_nothing(server: Server) -> None:
    for address in addresses().values():
        for tag, attributes in elements(_page(server, address)):
            assert tag not in {"script", "style", "iframe", "img", "object"}, address
            assert not any(each.startswith("on") or each == "style" for each in attributes)
            if tag == "link":
                assert str(attributes["href"]).startswith("/ui/static/")


def test_every_link_of_every_page_leads_to_what_is_there(server: Server) -> None:
    found = {address: elements(_page(server, address)) for address in addresses().values()}
    for address, seen in found.items():
        named = [attributes["id"] for _, attributes in seen if "id" in attributes]
        assert len(named) == len(set(named)), address
        for link in (str(attributes["href"]) for tag, attributes in seen if tag == "a"):
            place, _, anchor = link.partition("#")
            if place.startswith("/guide") or not place:
                target = found[place or address]
                assert not anchor or any(attributes.get("id") == anchor for _, attributes in target), link
            else:
                assert re.match(r"https://|/ui|/docs$", link), (address, link)


def test_the_page_that_is_open_is_marked_among_all_pages(server: Server) -> None:
    text = _page(server, "/guide/runs")
    assert '<a href="/guide/runs" aria-current="page">Runs</a>' in text
    assert '<a href="/guide" aria-current="page">Guide</a>' in text
    for group in groups():
        assert f'<p class="kind">{group.title}</p>' in text
    assert all(f'href="{address}"' in text for address in addresses().values())


def test_links_between_files_of_a_checkout_become_links_between_pages() -> None:
    assert '<a href="/guide/cli#a-request">' in rendered("docs/pages.md").body
    assert "licence</a>" not in rendered("README.md").body
    assert "licence" in rendered("README.md").body
    assert "](/guide/cli.md#a-request)" in markdown_of("docs/pages.md")
    assert "](/guide/changelog.md)" in markdown_of("docs/README.md")


def test_marks_for_programs_are_not_shown() -> None:
    assert "<!-- routes -->" in markdown_of("docs/keys.md")
    assert "routes --" not in rendered("docs/keys.md").body


def test_a_page_that_is_not_there_is_a_404_for_people_and_programs(server: Server) -> None:
    for address in ("/guide/nothing", "/guide/runs.html", "/guide/..%2f..%2fguide.py", "/guide/source/docs/runs.md"):
        assert server.http.get(address).status_code == 404
        answer = server.http.get(address, headers=BROWSER)
        assert answer.status_code == 404
        assert "<h1>" in answer.text


def test_every_page_is_there_as_markdown_whose_links_lead_to_markdown(server: Server) -> None:
    for path in addresses():
        answer = server.http.get(address_of(path, "markdown"))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/markdown; charset=utf-8")
        assert answer.text.startswith("# ")
        for link in _MARKDOWN_LINK.findall(answer.text):
            assert link in {address_of(known, "markdown") for known in addresses()}


def test_a_program_finds_its_way_from_one_short_text(server: Server) -> None:
    answer = server.http.get("/llms.txt")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert re.match(r"# Gradcheck\n\n> ", answer.text)
    assert len(answer.text.splitlines()) < 90
    links = _MARKDOWN_LINK.findall(answer.text)
    assert {*links} == {"/openapi.json", *(address_of(path, "markdown") for path in addresses())} - {"/guide/index.md"}
    for link in links:
        assert server.http.get(link).status_code == 200


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the wheel that a checkout makes, far from the checkout."""
    clone, made = tmp_path_factory.mktemp("clone"), tmp_path_factory.mktemp("wheel")
    for each in ("service", "docs", "clients"):
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", "build", "node_modules")
        shutil.copytree(ROOT / each, clone / each, symlinks=True, ignore=ignored)
    for each in ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE"):
        shutil.copy(ROOT / each, clone)
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        made,
    ]
    subprocess.run([*build, clone], check=True, capture_output=True)
    (wheel,) = made.glob("gradcheck-*.whl")
    with zipfile.ZipFile(wheel) as held:
        held.extractall(made / "files")
    shutil.rmtree(clone)
    return made / "files"


def test_the_wheel_has_the_whole_guide_and_of_the_documentation_nothing_else(unpacked: Path) -> None:
    run = [sys.executable, "-c", _RENDER, str(unpacked)]
    done = subprocess.run(run, cwd=unpacked, capture_output=True, text=True, check=True)
    assert done.stdout.split() == sorted(addresses())
    source = unpacked / "gradcheck/pages/guide/source"
    assert sorted(str(file.relative_to(source)) for file in source.rglob("*.*")) == sorted(addresses())
