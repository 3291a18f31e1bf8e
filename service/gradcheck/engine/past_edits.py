"""The edits of a run that did no better than what they were made from, and those that were refused, in words.

Two prompts are compared on the items that both have a score on: of validation where there are any, else of training.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from difflib import SequenceMatcher

from gradcheck.domain.base import Value
from gradcheck.domain.program import Candidate
from gradcheck.domain.run import Step
from gradcheck.optimizer.told import ToldEdits
from gradcheck.statistics.strata import macro_mean

MOST_ATTEMPTS, _MOST_REASONS = 4, 3
_SENTENCES = re.compile(r"(?<=[.!?。！？])\s+|\n+")  # noqa: RUF001 - the ends of sentences in other scripts
_QUOTES = re.compile(r"^quotes example .*", re.DOTALL)

Scores = Callable[[str], Mapping[str, float | None]]
"""A candidate's scores by item."""


class _Edit(Value, frozen=True, kw_only=True):
    """An edit of a component: the texts before and after it, their means in percent, and on what."""

    candidate: str
    parent: str
    component: str
    old: str
    new: str
    before: int
    after: int
    on: str


class PastEdits:
    """What came of a run's edits, by the end of its last step; `classes` are those of items where each counts alike."""

    def __init__(self, given: Candidate, scores: Mapping[str, Scores], classes: Mapping[str, str]) -> None:
        self._scores = scores
        self._classes = classes
        self._candidates = {given.id: given}
        self._open: list[Candidate] = []
        self._failed: list[_Edit] = []
        self._refused: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def take(self, step: Step) -> None:
        """Take in a step that has ended."""
        component_of = {request.id: request.component for request in step.edit_requests}
        for proposal in step.proposals:
            if proposal.status == "rejected":
                reason = _QUOTES.sub("quotes an example", proposal.reason)
                self._refused[component_of[proposal.request]][reason] += 1
        self._candidates |= {candidate.id: candidate for candidate in step.candidates}
        self._open = [candidate for candidate in (*self._open, *step.candidates) if not self._settled(candidate)]

    def told(self, candidate: str, component: str) -> ToldEdits:
        """Edits of a component that did no better, those of this candidate first, and why others were refused."""
        edits = [edit for edit in self._failed if edit.component == component and edit.candidate != candidate]
        latest = sorted(enumerate(edits), key=lambda numbered: (numbered[1].parent == candidate, numbered[0]))
        shown = [edit for _, edit in latest[-MOST_ATTEMPTS:]][::-1]
        lines = [f"{number}. {_in_words(edit)}" for number, edit in enumerate(shown, start=1)]
        common = self._refused[component].most_common(_MOST_REASONS)
        if common:
            lines.append("Refused unread: " + "; ".join(f"{reason} (times: {count})" for reason, count in common))
        return ToldEdits(text="\n".join(lines), candidates=tuple(dict.fromkeys(edit.candidate for edit in shown)))

    def _settled(self, candidate: Candidate) -> bool:
        """Whether a candidate could be held against the one that it was made from; if it did no better it is kept."""
        parent = self._candidates.get(candidate.parents[0]) if candidate.parents else None
        if parent is None:
            return True
        for where, scores_of in self._scores.items():
            own, its = scores_of(candidate.id), scores_of(parent.id)
            shared = [item for item, score in own.items() if score is not None and its.get(item) is not None]
            if shared:
                before, after = (self._mean(scores, shared) for scores in (its, own))
                if after <= before:
                    self._keep(candidate, parent, (before, after), f"{len(shared)} {where} examples")
                return True
        return False

    def _keep(self, candidate: Candidate, parent: Candidate, means: tuple[float, float], on: str) -> None:
        before, after = (round(100 * mean) for mean in means)
        for name, text in candidate.components.items():
            old = parent.components[name]
            if text != old:
                edit = _Edit(
                    candidate=candidate.id,
                    parent=parent.id,
                    component=name,
                    old=old,
                    new=text,
                    before=before,
                    after=after,
                    on=on,
                )
                self._failed.append(edit)

    def _mean(self, scores: Mapping[str, float | None], items: Sequence[str]) -> float:
        return macro_mean([scores[item] or 0.0 for item in items], [self._classes.get(item) for item in items])


def _in_words(edit: _Edit) -> str:
    """An edit by the sentences that it put in and left out, and what came of it."""
    old, new = (_SENTENCES.split(text.strip()) for text in (edit.old, edit.new))
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = " ".join(part for kind, a, b, _, _ in blocks if kind != "equal" for part in old[a:b])
    come = " ".join(part for kind, _, _, c, d in blocks if kind != "equal" for part in new[c:d])
    did = [f"put in: {come}" if come else "", f"left out: {gone}" if gone else ""]
    told = "; ".join(filter(None, did)) or "changed nothing but blanks"
    return f"{told}\n   Score of 100: {edit.after}, before it {edit.before}, on {edit.on}"
