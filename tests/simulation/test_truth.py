"""The truths of simulated worlds against what their models answer."""

import math

import msgspec
import numpy as np
import pytest

from gradcheck.domain.program import Program
from gradcheck.domain.seeds import stream
from gradcheck.simulation.provider.replies import success
from gradcheck.simulation.twin.simulate import simulate
from gradcheck.simulation.twin.sizes import TwinDesign
from gradcheck.simulation.twin.truth import true_effects, true_score
from gradcheck.simulation.worlds.catalogue import ATOMS, LABELS, PLACE
from gradcheck.simulation.worlds.expected_accuracy import expected_scores
from gradcheck.simulation.worlds.items import draw_items
from gradcheck.simulation.worlds.registry import WORLDS
from gradcheck.simulation.worlds.response import effect_sd, offset, unparsed, weights
from gradcheck.simulation.worlds.tasks import dataset, seed_prompt
from gradcheck.texts.placebo import MANNERS, placebo
from gradcheck.texts.vocabulary import words
from tests.simulation.test_provider import Bench, examples, hints

FEW = 4000  # draws


@pytest.mark.parametrize("name", ["W1", "W9", "W12", "W13"])
async def test_the_true_score_is_what_many_answers_come_to(name: str) -> None:
    bench, world = Bench(WORLDS[name]), WORLDS[name]
    found = examples(world, 40)
    remembered = f"For record {world.name}-{found[0].id[1:]} the label is always {found[0].expected}."
    prompt = f"Decide. {hints(world, 1, 2)} {remembered}\n\n{{text}}"
    scores = [r.score for n in range(60) for r in await bench.rollouts(prompt, found, n)]
    truth = true_score(world, prompt, [example.fields["text"] for example in found])
    assert abs(np.mean([score for score in scores if score is not None]) - truth) < 3 * math.sqrt(0.25 / len(scores))


@pytest.mark.parametrize("name", ["W0", "W1", "W6", "W12", "W14"])
def test_the_true_score_of_all_items_is_what_those_of_many_items_tend_to(name: str) -> None:
    world = WORLDS[name]
    prompt = f"Do not answer gamma, whatever the case may be. {hints(world, 1, 2, 5)} {seed_prompt(world)}"
    items = [example["input"]["text"] for example in dataset(world, 4000, 3)["examples"]]
    assert abs(true_score(world, prompt, items) - true_score(world, prompt)) < 4 * 0.3 / math.sqrt(4000)


@pytest.mark.parametrize("name", list(WORLDS))
def test_expected_scores_are_the_means_of_drawn_prompts_and_items(name: str) -> None:
    world, rng = WORLDS[name], np.random.default_rng(1)
    present = rng.random((5, ATOMS)) < 0.15
    present[0] = False
    exact = expected_scores(world, present, 10)
    items = draw_items(world, (60_000,), rng)
    for row, expected in zip(present, exact, strict=True):
        noise = rng.standard_normal((2, 60_000))
        own = noise[0] if world.tails is None else rng.standard_t(world.tails, 60_000) * math.sqrt(1 - 2 / world.tails)
        logit = items.ease + items.features @ weights(world, row) + offset(world, row, 10)
        logit += effect_sd(world, row) * own + world.sigma_pi * noise[1]
        mean = float((1 / (1 + np.exp(-logit))).mean() * (1 - unparsed(world, row)))
        assert abs(mean - expected) < 0.008


def test_a_prompt_has_one_true_score_and_another_wording_another() -> None:
    world = WORLDS["W3"]
    scores = [true_score(world, f"Decide. Wording {n:06x}.\n\n{{text}}") for n in range(200)]
    assert scores[0] == true_score(world, "Decide.   Wording 000000. {text}")
    same = msgspec.structs.replace(world, tau=0.0)
    assert abs(np.mean(scores) - true_score(same, "Decide.")) < 4 * np.std(scores) / math.sqrt(200)
    assert 0.07 < np.std(scores) < 0.13  # tau = 0.5 logits


def test_the_placeholder_and_the_item_in_its_place_are_one_prompt() -> None:
    world = WORLDS["W1"]
    example = examples(world, 1)[0]
    prompt = f"{hints(world, 4)} {seed_prompt(world)}"
    filled = Program(modules=()).fill(prompt, example.fields)
    number = int(example.id[1:])
    assert success(world, prompt, number) == success(world, filled, number)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["W1", "W7", "W12"])
async def test_true_effects_are_what_edits_of_the_text_are_truly_worth(name: str) -> None:
    bench, world = Bench(WORLDS[name]), WORLDS[name]
    prompt, feedback = seed_prompt(world), hints(world, 0, 3, 5, 7)
    effects = true_effects(world, prompt, feedback, FEW)
    assert effects.se < 0.005
    for arm, expected in (("real", effects.real), ("placebo", effects.placebo), ("none", effects.none)):
        scores = []
        for n in range(150):
            texts = {
                "real": feedback,
                "placebo": placebo(words(feedback), LABELS, stream(n), MANNERS[n % 3]),
                "none": "",
            }
            scores.append(true_score(world, await bench.edit(prompt, texts[arm], f"{arm}/{n}")))
        assert abs(np.mean(scores) - expected) < 4 * math.hypot(np.std(scores) / math.sqrt(150), effects.se)


@pytest.mark.parametrize("name", ["W1", "W2", "W7", "W11", "W12"])
def test_arms_that_hear_nothing_score_the_same_in_the_twin(name: str) -> None:
    world = WORLDS[name]
    effects = true_effects(world, seed_prompt(world), "", FEW)
    design = TwinDesign(steps=4, replicates=2, items=40, arms=("none",))
    assert abs(effects.none - simulate(world, design, 400, 1).edits.mean()) < 0.01
    assert effects.real == effects.placebo == effects.none


def test_worlds_differ_in_what_edits_owe_to_feedback_to_its_form_and_to_rewriting() -> None:
    def effects(name: str) -> tuple[float, float]:
        found = true_effects(WORLDS[name], seed_prompt(WORLDS[name]), hints(WORLDS[name], 0, 1, 2), FEW)
        base = expected_scores(WORLDS[name], np.zeros((1, ATOMS), dtype=bool), 10)[0]
        return found.content, found.none - float(base)

    for name in ("W0", "W2", "W3", "W9", "W10", "W13"):
        assert abs(effects(name)[0]) < 0.002
    for name in ("W1", "W4", "W5"):
        content, generic = effects(name)
        assert content > 0.1
        assert abs(generic) < 0.001
    assert 0.3 < effects("W7")[0] / effects("W1")[0] < 0.7
    assert effects("W2")[1] > 0.03
    assert effects("W12")[1] > effects("W12")[0] > 0.01


def test_ceiling_and_floor_leave_no_room() -> None:
    ceiling, floor = (WORLDS[name] for name in ("W8", "W8-floor"))
    for world, low, high in ((ceiling, 0.94, 1.0), (floor, 0.0, 0.06)):
        found = true_effects(world, seed_prompt(world), hints(world, 0, 1, 2, 3), FEW)
        assert all(low < score < high for score in (found.parent, found.real, found.placebo, found.none))


def test_a_ban_on_the_rare_label_raises_accuracy_and_lowers_balanced_accuracy() -> None:
    world = WORLDS["W6"]
    states = np.zeros((2, ATOMS), dtype=bool)
    states[1, PLACE["Do not answer gamma, whatever the case may be."]] = True

    def score(*prevalence: float) -> tuple[float, float]:
        before, after = expected_scores(msgspec.structs.replace(world, prevalence=prevalence), states, 10)
        return float(before), float(after)

    before, after = score(*world.prevalence)
    assert after > before + 0.05
    recalls = [score(*(float(label == one) for label in range(3))) for one in range(3)]
    assert np.mean([b for _, b in recalls]) < np.mean([a for a, _ in recalls]) - 0.02
