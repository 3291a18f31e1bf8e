"""The locks: complete, checked by hash, and installed so that neither pip's age nor a later release matters."""

import functools
import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parents[2]
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text())
_DEPENDENCIES = _PROJECT["project"]["dependencies"]
_EXTRA = _PROJECT["project"]["optional-dependencies"]["mcp"]
_GROUPS = _PROJECT["dependency-groups"]

LOCKS = {
    "requirements/runtime.lock": [*_DEPENDENCIES, *_GROUPS["client"]],
    "requirements/dev.lock": [*_DEPENDENCIES, *_EXTRA, *_GROUPS["client"], *_GROUPS["dev"], *_GROUPS["tracing"]],
    "requirements/tracing.lock": _GROUPS["tracing"],
    "requirements/model.lock": [],  # its Python code is not used, so neither is what that would need
    "requirements/build.lock": _GROUPS["build"],
}
MACHINES = [
    {"python_version": python, "python_full_version": f"{python}.9", **machine}
    for python in ("3.11", "3.12", "3.13", "3.14")
    for machine in (
        {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"},
        {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix", "platform_machine": "arm64"},
    )
]


def pins(lock: str) -> list[Requirement]:
    """The pins of a lock in which every line is a pin or a hash of the pin before it."""
    pin = r"[\w.-]+==\S+( ; [^\\\n]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    text = (_ROOT / lock).read_text()
    assert re.fullmatch(f"({pin})+", text), f"{lock}: a line that is neither a pin with its hashes nor one of them"
    return [Requirement(line.removesuffix(" \\")) for line in text.splitlines() if not line.startswith(" ")]


def test_the_extra_is_what_is_locked_for_it() -> None:
    assert _PROJECT["project"]["optional-dependencies"]["tracing"] == _GROUPS["tracing"]


def holds(requirement: Requirement, machine: dict[str, str], extra: str = "") -> bool:
    return requirement.marker is None or requirement.marker.evaluate({**machine, "extra": extra})


def locked(lock: str, machine: dict[str, str]) -> dict[str, str]:
    """What a lock installs on a machine: versions by name."""
    chosen = [pin for pin in pins(lock) if holds(pin, machine)]
    versions: dict[str, str] = {canonicalize_name(pin.name): str(pin.specifier).removeprefix("==") for pin in chosen}
    assert len(versions) == len(chosen), f"{lock}: two versions of one distribution for one machine"
    return versions


def unmet(wanted: Iterable[str], versions: dict[str, str], machine: dict[str, str]) -> Iterator[str]:
    """Whatever is needed, by itself or by a locked distribution and its extras, and not locked."""
    open_ = [Requirement(text) for text in wanted]
    seen: set[tuple[str, str]] = set()
    while open_:
        requirement = open_.pop()
        name = canonicalize_name(requirement.name)
        if name not in versions or not requirement.specifier.contains(versions[name], prereleases=True):
            yield f"{requirement} is needed, {versions.get(name, 'nothing')} is locked"
            continue
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                open_ += [need for need in _needs(name, versions[name]) if holds(need, machine, extra)]


@functools.cache
def _needs(name: str, version: str) -> list[Requirement]:
    """What a distribution asks for; nothing is known of one that is for other machines than this."""
    found = [one for one in metadata.distributions(name=name) if one.version == version]
    return [Requirement(text) for one in found for text in one.requires or []]


def commands() -> list[list[str]]:
    """Every command of the Makefile and the Dockerfile that has pip fetch, build or install something."""
    make = ["make", "--dry-run", "--always-make", ".venv/.dev", "lock", "slow", "bench", "calibrate", "client"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    said = subprocess.run(make, cwd=_ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    text = f"{said}\n{(_ROOT / 'Dockerfile').read_text()}".replace("\\\n", " ")
    lines = [line.removeprefix("RUN ") for line in text.splitlines() if not line.startswith("#")]
    found = [shlex.split(command) for line in lines for command in line.split("&&") if re.search(r"\bpip\b", command)]
    return [words for words in found if {"install", "wheel", "download"} & set(words)]


@pytest.mark.parametrize("lock", LOCKS)
def test_all_that_is_needed_is_locked_extras_included(lock: str) -> None:
    for machine in MACHINES:
        assert not list(unmet(LOCKS[lock], locked(lock, machine), machine))


def test_the_model_is_locked_at_the_version_the_project_asks_for() -> None:
    assert [str(pin) for pin in pins("requirements/model.lock")] == _GROUPS["model"]


def test_the_development_lock_adds_to_the_runtime_lock_and_changes_nothing_of_it() -> None:
    assert set(map(str, pins("requirements/runtime.lock"))) < set(map(str, pins("requirements/dev.lock")))


def test_the_client_asks_for_nothing_but_what_is_locked_at_run_time() -> None:
    asked = tomllib.loads((_ROOT / "clients/python/pyproject.toml").read_text())
    for machine in MACHINES:
        assert not list(unmet(asked["project"]["dependencies"], locked("requirements/runtime.lock", machine), machine))


def test_pip_never_looks_for_anything_that_is_not_locked() -> None:
    found = commands()
    assert len(found) >= len(LOCKS)
    for words in found:
        assert "--no-deps" in words
        if "-r" in words:
            assert "--require-hashes" in words
            assert words[words.index("--only-binary") + 1] == ":all:"  # a build would fetch its backend unpinned
        else:
            assert "--no-build-isolation" in words or "--no-index" in words


def test_every_lock_is_installed_somewhere_and_nothing_else_is() -> None:
    given = {words[at + 1] for words in commands() for at, word in enumerate(words) if word == "-r"}
    by_hand = {"tracing.lock"}  # of whoever deploys with a collector
    assert {Path(name).name for name in given} | by_hand == {Path(name).name for name in LOCKS}
