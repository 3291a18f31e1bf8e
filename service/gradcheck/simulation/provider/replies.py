"""What a simulated model says: a pure function of the world, the request, its sampling and its seed."""

from collections.abc import Sequence

import numpy as np
import scipy
from numpy.random import Generator

from gradcheck.domain.call import ModelRequest, Sampling
from gradcheck.domain.seeds import digest, stream
from gradcheck.simulation.provider.comparing import compared
from gradcheck.simulation.provider.requests import (
    CriticAsked,
    EditorAsked,
    JudgeAsked,
    PairAsked,
    QuestionAsked,
    ReviewAsked,
    SetsAsked,
    TaskAsked,
    read_request,
)
from gradcheck.simulation.worlds import critic, editor
from gradcheck.simulation.worlds.catalogue import ATOMS, LABELS
from gradcheck.simulation.worlds.evidence import Shown, read_evidence
from gradcheck.simulation.worlds.items import find_item, item
from gradcheck.simulation.worlds.prompts import (
    Advice,
    opposite_advice,
    points,
    read_advice,
    read_prompt,
    reworded_advice,
    write_advice,
    write_prompt,
)
from gradcheck.simulation.worlds.response import NO_DEMOS, Demos, item_effect, text_prompt, uniform, wrong_label
from gradcheck.simulation.worlds.world import World

_BLANK_ATOMS = 3  # what a critic asks for that is shown nothing
_DESCRIPTION = "A label is to be given to every record."  # what is said of texts that show no answers


def reply(world: World, request: ModelRequest, sampling: Sampling, seed: int, *, drifted: bool = False) -> str:
    """The answer to a request; `drifted` says that the model has changed."""
    identity = digest(world.name, request, sampling, seed)
    match read_request(world, request):
        case TaskAsked() as asked:
            return _answer(world, asked, identity, world.drift if drifted else 0.0)
        case CriticAsked() as asked:
            texts = _criticism(world, asked, stream(identity, "critic"))
            return "\n".join(f"<FEEDBACK>{text}</FEEDBACK>" for text in texts)
        case ReviewAsked() | SetsAsked() as asked:
            said = _reviewed(asked, identity) if isinstance(asked, ReviewAsked) else _better(world, asked, identity)
            return f"<FEEDBACK>{said}</FEEDBACK>"
        case EditorAsked() as asked:
            return f"<PROMPT>\n{_edited(world, asked, identity)}\n</PROMPT>"
        case JudgeAsked() | PairAsked() as asked:
            return _judgement(world, asked, identity)
        case QuestionAsked() as asked:
            return f"<ANSWER>{compared(world, asked, stream(identity, 'judge'))}</ANSWER>"


def success(world: World, prompt: str, number: int, drift: float = 0.0, demos: Demos = NO_DEMOS) -> float:
    """The probability that a prompt's parsable answer to an item is right."""
    response, its = text_prompt(world, prompt, demos), item(world, number)
    name = f"{world.name}-{number}"
    logit = response.offset + drift + float(its.ease) + float(its.features @ response.weights)
    if response.memos and name in response.memos:
        logit += world.memo if response.memos[name] == LABELS[int(its.label)] else -world.memo
    return float(scipy.special.expit(logit + item_effect(world, response.key, name)))


def _answer(world: World, asked: TaskAsked, identity: str, drift: float) -> str:
    """The label, the wrong one now and then, or a sentence that cannot be parsed; a guess about no item of ours."""
    luck = [uniform(identity, index) for index in range(3)]
    demos = demos_of(world, asked)
    response = text_prompt(world, asked.prompt, demos)
    if asked.item is None or asked.item.world != world.name:
        label = int(luck[0] * len(LABELS))
    else:
        label = int(item(world, asked.item.number).label)
        if luck[0] >= success(world, asked.prompt, asked.item.number, drift, demos):
            label = int(wrong_label(world, np.asarray(label), response.push, np.asarray(luck[1])))
    if luck[2] < response.unparsed:
        return f"It could be {LABELS[label]}, though not all that can be made out speaks for it."
    return LABELS[label]


def demos_of(world: World, asked: TaskAsked) -> Demos:
    """What the demos of a request come to; those about no item of this world are neither right nor wrong."""
    if not asked.demos:
        return NO_DEMOS
    pairs = [(find_item(text), answer.strip()) for text, answer in asked.demos]
    known = [(named.number, answer) for named, answer in pairs if named is not None and named.world == world.name]
    right = sum(1 if answer == LABELS[int(item(world, number).label)] else -1 for number, answer in known)
    return Demos(key=digest(asked.demos), right=right)


def _criticism(world: World, asked: CriticAsked, rng: Generator) -> list[str]:
    """What the critic asks for, in one text or in several."""
    advice = _feedback(world, asked, rng)
    if advice is None:
        return [_DESCRIPTION]
    known = write_advice(advice)
    return (sorted(points(known)) if asked.several else []) or [known]


def _feedback(world: World, asked: CriticAsked, rng: Generator) -> Advice | None:
    """What the critic asks for; it passes on what others have named. None where it is shown nothing to judge."""
    upstream = read_advice(asked.upstream)
    if not upstream.empty:
        return upstream
    if asked.blank:
        return _blank(world, rng)
    return None if asked.describes else _seen(world, asked.prompt, asked.shown, rng)


def _seen(world: World, prompt: str, shown: Sequence[Shown], rng: Generator) -> Advice:
    """What a reader of answers would have a prompt say."""
    asks = critic.ask(world, read_prompt(prompt).present, read_evidence(world, shown), rng)
    memos = {
        f"{world.name}-{rollout.number}": rollout.told or LABELS[int(item(world, rollout.number).label)]
        for rollout, remembered in zip(shown, asks.remembered, strict=True)
        if remembered
    }
    return Advice(named=asks.named, memos=memos, vague=0)


def _blank(world: World, rng: Generator) -> Advice:
    """Advice by one who has seen neither prompt nor data: a placebo, as leaky as the world says."""
    named = np.zeros(ATOMS, dtype=bool)
    for _ in range(_BLANK_ATOMS):
        named |= critic.foreign_or_own(world, world.leak, named, rng)
    return Advice(named=named, memos={}, vague=0)


def _edited(world: World, asked: EditorAsked, identity: str) -> str:
    """The new prompt; every one has a wording of its own."""
    rng = stream(identity, "editor")
    state, advice = read_prompt(asked.prompt), read_advice(asked.feedback)
    if asked.preserving:
        return write_prompt(asked.prompt, editor.keep(world, state.present, rng), state.memos, identity)
    told = [read_prompt(text) for text in asked.others]
    named = np.logical_or.reduce([advice.named, *(other.present for other in told)])
    memos = advice.memos | {name: label for other in told for name, label in other.memos.items()}
    if asked.shown:
        seen = _seen(world, asked.prompt, asked.shown, stream(identity, "reader"))
        named, memos = named | seen.named, memos | seen.memos
    present = editor.edit(world, state.present, named, np.asarray(advice.vague), rng)
    taken = {name: label for name, label in memos.items() if rng.random() < world.q}
    return write_prompt(asked.prompt, present, state.memos | taken, identity)


def _judgement(world: World, asked: JudgeAsked | PairAsked, identity: str) -> str:
    """A judge's last line."""
    if isinstance(asked, PairAsked):
        return f"BETTER: {_preferred(world, asked, identity)}"
    return f"SCORE: {_judged(world, asked, identity)}"


def _judged(world: World, asked: JudgeAsked, identity: str) -> int:
    """All or nothing: whether the answer is or holds the right one, but for errors and a liking for length."""
    words = _words(asked.answer)
    right = bool(asked.expected) and (words == [asked.expected] if asked.strict else asked.expected in words)
    chance = (1 - world.judge_flip if right else world.judge_flip) + world.judge_length * (len(words) - 1) / 10
    return asked.best * int(uniform(identity, "judge") < chance)


def _preferred(world: World, asked: PairAsked, identity: str) -> str:
    """The answer that holds the right one where the other does not, but for errors, a place and ties; else a tie."""
    luck = [uniform(identity, "pair", index) for index in range(3)]
    first, second = (asked.expected in _words(answer) for answer in (asked.first, asked.second))
    if luck[0] < world.judge_ties:
        return "tie"
    if luck[1] < world.judge_place:
        return "A"
    if luck[2] < world.judge_flip:
        first, second = second, first
    return "tie" if first == second else "A" if first else "B"


def _reviewed(asked: ReviewAsked, identity: str) -> str:
    """A review as its opposite, or in other words."""
    if asked.opposite:
        return opposite_advice(asked.review)
    return reworded_advice(asked.review, stream(identity, "reviewer"))


def _better(world: World, asked: SetsAsked, identity: str) -> str:
    """The list with more right answers, but for errors and a place; of equal ones either."""
    luck = [uniform(identity, "sets", index) for index in range(3)]
    if luck[0] < world.judge_place:
        return "A"
    if asked.first == asked.second:
        return "AB"[int(2 * luck[1])]
    return "A" if (asked.first > asked.second) is (luck[2] >= world.judge_flip) else "B"


def _words(answer: str) -> list[str]:
    return [word.strip(".,") for word in answer.split()]
