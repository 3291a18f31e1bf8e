"""The templates as critics and editors read them who see another evaluation of answers than the scorer's note.

Only what speaks of the evaluation is changed, also in the worked examples of very small models.
"""

import re
from collections.abc import Callable, Mapping
from typing import Literal

from msgspec.structs import replace

from gradcheck.domain.feedback import Template

# What the templates of `standard` say of answers that the scorer has found wrong, and what is left without it.
_CLAIMS = {
    "With it the model got these examples wrong:": "With it the model answered these examples:",
    "best explains these mistakes": "best explains what is wrong with these answers",
}
_NOTE = re.compile(r"^Note: .*\n", re.MULTILINE)
_MISTAKE = re.compile(r'^Mistake: expected ".*?", got "(.*?)";.*$', re.MULTILINE)
_WORKED = {"binary": "graded wrong", "smooth": "graded 10 of 100"}


def unscored(templates: Mapping[str, Template]) -> dict[str, Template]:
    """Templates that show inputs and answers and nothing of their evaluation."""

    def small(user: str) -> str:
        return _MISTAKE.sub(r"Answer: \1", _NOTE.sub("", user))

    lines = {"chat": "{{number}}. Input: {{input}}\n   Answer: {{answer}}\n   Scoring: not given"}
    return _changed(templates, small, {**lines, "completion": "Answer: {{answer}}"})


def regraded(templates: Mapping[str, Template], evaluation: Literal["binary", "smooth"]) -> dict[str, Template]:
    """Templates that show a verdict in the place of the scorer's note."""
    note = _WORKED[evaluation]

    def small(user: str) -> str:
        return _MISTAKE.sub(rf"Answer: \1\nNote: {note}", _NOTE.sub(f"Note: {note}\n", user))

    return _changed(templates, small, {"completion": "Answer: {{answer}}\nNote: {{note}}"})


def _changed(
    templates: Mapping[str, Template], small: Callable[[str], str], lines: Mapping[str, str]
) -> dict[str, Template]:
    changed = dict(templates)
    for name, template in templates.items():
        if "{{evidence}}" in template.user:
            user = small(template.user) if template.endpoint == "completion" else template.user
            for claim, fact in _CLAIMS.items():
                user = user.replace(claim, fact)
            line = lines.get(template.endpoint, template.evidence_line)
            changed[name] = replace(template, user=user, evidence_line=line)
    return changed
