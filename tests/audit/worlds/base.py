"""The world that all others vary: a skill that is a sum, a critic that names rules, an editor that states them.

An answer is right with probability `skill + item + rules + edit`: the item's ease is uniform in ±`spread`, every rule
that the prompt states adds its effect (one that it denies takes it away), every edit has a style of its own with a
normal effect of standard deviation `style_sd`, and `any_edit` is what an edit brings whatever it was told. So long as
the sum stays within 0 and 1, the difference of two arms is the difference of their rules, times `uptake`, plus that
of `spoilt`, what an edit suffers from a text in the feedback slot that names no rule.

It owns the mechanism. It does not own which numbers make a null and which an effect.
"""

import re
from dataclasses import dataclass

from tests.audit.chance import normal, pick, uniform
from tests.audit.reading import NO_FEEDBACK, Request
from tests.audit.tongue import ENGLISH, Tongue

_CASE = re.compile(r"case-\d+")
_NOTED = re.compile(r"expected \"?'?([^\s\"',;.]+)")


def case_of(text: str) -> str:
    """The item that a text is about: the last one it names."""
    cases: list[str] = _CASE.findall(text)
    return cases[-1] if cases else "case-none"


@dataclass(frozen=True)
class World:
    """A world's numbers; the methods are its people."""

    skill: float = 0.4
    spread: float = 0.15
    style_sd: float = 0.05
    any_edit: float = 0.0
    good: float = 0.0
    dud: float = 0.0
    wishes: int = 2
    uptake: float = 1.0
    spoilt: float = 0.0
    reads_labels: bool = False
    tongue: Tongue = ENGLISH

    def answer(self, request: Request) -> str:
        """What the world's model says."""
        match request.kind:
            case "task":
                return self.solve(request)
            case "critic":
                return f"<FEEDBACK>\n{self.criticize(request)}\n</FEEDBACK>"
            case "editor":
                return f"<PROMPT>\n{self.edit(request)}\n</PROMPT>"
            case "invert" | "paraphrase":
                return f"<FEEDBACK>\n{self.rewrite(request)}\n</FEEDBACK>"
            case "judge":
                return f"<ANSWER>{self.judge(request)}</ANSWER>"

    def label(self, case: str) -> str:
        """The right answer of an item."""
        return pick(self.tongue.labels, "label", case)

    def wrong(self, case: str, *parts: object) -> str:
        """One of the wrong answers of an item."""
        return pick([label for label in self.tongue.labels if label != self.label(case)], *parts)

    def effect(self, rule: str, request: Request) -> float:
        """What a rule in a prompt adds to an item's chance; a dud has that of duds."""
        del request
        return self.good if rule.endswith(self.tongue.endings[0]) else self.dud

    def chance(self, request: Request) -> float:
        """How likely the answer is to be right."""
        text = request.system + "\n" + request.user
        styles = re.findall(self.tongue.style.format(r"(\d+)").replace(".", r"\."), text)
        skill = self.skill + self.spread * (2 * uniform("ease", case_of(request.user)) - 1)
        skill += sum(self.any_edit + self.style_sd * normal("style", number) for number in styles)
        skill += sum(self.effect(rule, request) * (1 if on else -1) for rule, on in self.tongue.found(text).items())
        return skill + self.spoilt * (self.tongue.spoilt in text)

    def solve(self, request: Request) -> str:
        """The answer to an item: the label, right as often as the prompt deserves."""
        case = case_of(request.user)
        right = uniform("answer", *request.key) < self.chance(request)
        return self.label(case) if right else self.wrong(case, "wrong", *request.key)

    def mislabelled(self, request: Request) -> bool:
        """Whether most of the labels that a critic is shown are not the true ones, or none is shown."""
        pairs = re.findall(r"(case-\d+)[^\n]*\n.*\n[^\n]*?Scoring: ([^\n]*)", request.evidence)
        told = [(case, noted[1]) for case, note in pairs if (noted := _NOTED.search(note))]
        return 2 * sum(self.label(case) == label for case, label in told) <= len(pairs)

    def rules(self, request: Request) -> list[str]:
        """What a critic finds: rules of sense, unless it reads labels and those are wrong."""
        sensible = not (self.reads_labels and self.mislabelled(request))
        found: list[str] = []
        draw = 0
        while len(found) < self.wishes:
            rule = self.tongue.rule("rule", draw, *request.key, good=sensible)
            found += [rule] * (rule not in found)
            draw += 1
        return found

    def criticize(self, request: Request) -> str:
        """A critic's text: a sentence for each rule that it finds."""
        return self.tongue.say(self.tongue.wishes, self.rules(request))

    def edit(self, request: Request) -> str:
        """The prompt with the rules of the feedback that the editor takes up, and a style of its own."""
        tongue = self.tongue
        before = re.sub(tongue.style.format(r"\d+").replace(".", r"\."), "", request.instruction)
        told = {} if request.feedback.strip("- \n") == NO_FEEDBACK else tongue.found(request.feedback)
        lines = [" ".join(before.replace(tongue.spoilt, "").split())]
        for rule, on in told.items():
            if rule not in before and uniform("uptake", rule, *request.key) < self.uptake:
                lines.append((tongue.stated if on else tongue.denied).format(rule))
        if request.feedback and NO_FEEDBACK not in request.feedback and not told:
            lines.append(tongue.spoilt)
        number = int(uniform("number", *request.key) * 1e6)
        return " ".join([*lines, tongue.style.format(number)])

    def rewrite(self, request: Request) -> str:
        """A review turned round, or said in other words."""
        told = list(self.tongue.found(request.instruction))
        forms = self.tongue.opposites if request.kind == "invert" else self.tongue.wordings
        return self.tongue.say(forms, told) or request.instruction

    def judge(self, request: Request) -> str:
        """What an honest reader says of edits and reviews, going by the rules they name."""
        texts = [self.tongue.found(text) for _, text in request.blocks]
        if "Does the change do" in request.user:
            return "yes" if set((texts[1] | {}).items()) & set(texts[2].items()) - set(texts[0].items()) else "no"
        if "Numbered reviews" in request.user:
            new = {rule: on for rule, on in texts[1].items() if rule not in texts[0]}
            reviews = re.split(r"(?m)^(?=\d+\. )", request.blocks[2][1])[1:]
            shared = [len(self.tongue.found(review).items() & new.items()) for review in reviews]
            best = [place for place, count in enumerate(shared, start=1) if count == max(shared)]
            return str(pick(best, "guess", *request.key))
        same = texts[0].keys() == texts[1].keys()
        if "opposite of the first" in request.user:
            return "yes" if same and all(texts[0][rule] != texts[1][rule] for rule in texts[0]) else "no"
        return "yes" if same and texts[0] == texts[1] else "no"
