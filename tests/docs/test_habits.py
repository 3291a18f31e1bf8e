"""What a newcomer finds before any page: the targets of make, and the hooks of a commit."""

import re
import subprocess

import yaml

from tests.docs.pages import ROOT

_MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def _told(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607


def test_make_without_a_target_prints_every_target_and_makes_nothing() -> None:
    told = _told("--no-print-directory")
    phony = re.findall(r"^\.PHONY: (.*)$", _MAKEFILE, re.MULTILINE)
    targets = " ".join(phony).split()
    assert "test" in targets
    assert [line.split()[1] for line in told.splitlines()] == [
        target for target in re.findall(r"^([a-z]+):", _MAKEFILE, re.MULTILINE) if target in targets
    ]
    assert len(told.splitlines()) == len(targets)


def test_make_says_of_each_target_what_its_comment_says() -> None:
    told = dict(re.findall(r"^make (\w+) +(.+)$", _told("help"), re.MULTILINE))
    assert told == dict(re.findall(r"^([a-z]+):.*?  ## (.+)$", _MAKEFILE, re.MULTILINE))


def test_hooks_are_local_and_run_what_make_runs() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repository["repo"] for repository in config["repos"]] == ["local"]
    hooks = config["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    made = _told("--always-make", "--dry-run", "lint", "types")
    for hook in hooks:
        assert hook["entry"].removesuffix(" --force-exclude") in made
