"""The languages of the worlds: how rules are named, asked for, stated in prompts and found in texts.

A rule is a made-up name that no word list holds. Names that end in `aq` (in Chinese: 甲) are what critics find with
sense, those in `uq` (乙) what they find without. It owns no effect of a rule.
"""

import re
from dataclasses import dataclass

from tests.audit.chance import pick

_ONSETS: list[str] = re.findall(r"\w+", "vel zor quil tam bran dru fes gim hol jor kel lum mor nep ost pra")
_MIDDLES: list[str] = re.findall(r"\w+", "ma ri so te vu la ko ni ba di fo gu he pi ra shu")
_SIGNS = "山川木火水土金风雨雪花草石云月星"


@dataclass(frozen=True)
class Tongue:
    """A language: wishes of critics, their opposites and other wordings, and what editors write into prompts."""

    wishes: tuple[str, ...]
    opposites: tuple[str, ...]
    wordings: tuple[str, ...]
    stated: str
    denied: str
    name: str
    endings: tuple[str, str]
    seed_prompt: str
    labels: tuple[str, ...]
    spoilt: str
    style: str

    def rule(self, *parts: object, good: bool) -> str:
        """A rule's name that is a function of the parts."""
        if self.endings[0] == "aq":
            return pick(_ONSETS, "onset", *parts) + pick(_MIDDLES, "middle", *parts) + self.endings[not good]
        return "".join(pick(_SIGNS, place, *parts) for place in range(3)) + self.endings[not good]

    def found(self, text: str) -> dict[str, bool]:
        """The rules that a text names, in order; whether it wants them (an opposite or a denial does not)."""
        against = {
            re.escape(form.format("\0")).replace("\0", f"({self.name})") for form in (*self.opposites, self.denied)
        }
        denied = {name for form in against for name in re.findall(form, text)}
        return {name: name not in denied for name in re.findall(self.name, text)}

    def say(self, forms: tuple[str, ...], rules: list[str]) -> str:
        """A sentence for each rule; which wording a rule gets is a function of its name."""
        return " ".join(pick(forms, "wording", rule).format(rule) for rule in rules)


ENGLISH = Tongue(
    wishes=(
        "It fails to say that the {0} decides.",
        "Nothing tells the reader to look at the {0} first.",
        "It never mentions how much weight the {0} has.",
    ),
    opposites=(
        "It should not say that the {0} decides.",
        "The reader should be told not to look at the {0}.",
        "It should deny that the {0} has any weight.",
    ),
    wordings=(
        "Missing is a sentence by which the {0} settles the matter.",
        "Readers need to hear that they begin with the {0}.",
        "How heavily the {0} counts goes unsaid.",
    ),
    stated="Begin with the {0}.",
    denied="Ignore the {0}.",
    name=r"\b[a-z]{3,}[au]q\b",
    endings=("aq", "uq"),
    seed_prompt="Sort the note by its colour.",
    labels=("red", "green", "blue", "gold"),
    spoilt="Mind the tone.",
    style="Style {0}.",
)
CHINESE = Tongue(
    wishes=("没有说明由{0}决定。", "没有告诉读者先看{0}。"),
    opposites=("不应说由{0}决定。", "应告诉读者不要看{0}。"),
    wordings=("缺少一句话说明以{0}为准。", "读者需要知道从{0}开始。"),
    stated="先看{0}。",
    denied="忽略{0}。",
    name=f"[{_SIGNS}]{{3}}[甲乙]",
    endings=("甲", "乙"),
    seed_prompt="请按颜色给便条分类。",
    labels=("红色", "绿色", "蓝色", "紫色"),
    spoilt="注意语气。",
    style="样式 {0}。",
)
