"""The rows of the table: what is missing, what is compared, and that the page is what they say."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from bench.leaderboard.collecting import PAGE, document, measured
from bench.leaderboard.measuring import LeftOutError
from bench.leaderboard.measuring import measured as run
from bench.leaderboard.peer_rows import Endpoint, measured_peer, scored
from bench.leaderboard.picture import curves
from bench.leaderboard.rows import Part, Row, every_failure, every_row
from bench.leaderboard.serving import Model, model_of, serving
from bench.leaderboard.standing import compare
from bench.leaderboard.tasks import ASKED, GOOD, REAL, on_data, start_prompt
from gradcheck.recommending.table import table
from gradcheck.simulation.worlds.registry import WORLDS

PART = Part("W1", 150)


def row(method: str, seed: int, score: float, task: str = "W1") -> Row:
    return Row(
        method=method,
        task=task,
        model="simulated",
        budget=150,
        seed=seed,
        asked={},
        given=0.4,
        score=score,
        length=120,
        longer=1.2,
        calls=150,
        usd=0.002,
        curve={25: 0.4, 150: score},
        commit="c",
    )


def test_a_part_lacks_what_is_not_kept_seed_by_seed_and_a_new_method_whole(tmp_path: Path) -> None:
    for kept in (row("gepa", 0, 0.5), row("opro", 0, 0.6), row("gepa", 1, 0.5)):
        PART.add(kept, tmp_path)
    assert PART.rows(tmp_path)[1] == row("opro", 0, 0.6)
    assert PART.missing(["gepa", "opro"], 2, tmp_path) == [(1, "opro")]
    assert PART.missing(["gepa", "opro", "new"], 2, tmp_path) == [(0, "new"), (1, "opro"), (1, "new")]
    PART.forget(["gepa"], tmp_path)
    assert PART.missing(["gepa", "opro"], 1, tmp_path) == [(0, "gepa")]


def test_a_line_that_was_cut_off_is_no_row(tmp_path: Path) -> None:
    PART.add(row("gepa", 0, 0.5), tmp_path)
    with (tmp_path / f"{PART.name}.jsonl").open("a", encoding="utf-8") as lines:
        lines.write('{"method": "opro", "ta')
    assert [kept.method for kept in PART.rows(tmp_path)] == ["gepa"]
    assert every_row(tmp_path) == PART.rows(tmp_path)


def test_methods_are_compared_on_the_runs_that_all_of_them_have() -> None:
    rows = [row(name, seed, 0.5 + place / 10 + seed / 100) for place, name in enumerate("abc") for seed in range(8)]
    rows += [row("late", 0, 0.9)]
    found = compare(rows)
    assert (found.seeds, found.unfinished) == (8, ("late",))
    assert [one.method for one in found.standings] == ["c", "b", "a"]
    first, _, last = found.standings
    assert [first.behind, last.behind] == pytest.approx([0.1, -0.2])
    assert (first.mean_rank, last.mean_rank) == (1, 3)
    assert first.gain == pytest.approx(0.335)
    assert first.curve == {25: 0, 150: pytest.approx(0.335)}


def test_a_task_that_was_begun_counts_with_the_seeds_that_most_methods_have() -> None:
    rows = [row(name, seed, 0.5, task) for name in "ab" for seed in range(4) for task in ("W1", "W2")]
    rows = [one for one in rows if one.task == "W1" or one.seed < 2]
    assert (compare(rows).tasks, compare(rows).seeds) == (("W1", "W2"), 2)


def test_a_run_that_ends_below_the_given_prompt_is_counted() -> None:
    figures = measured([*(row("a", seed, 0.3 + seed / 30) for seed in range(12)), row("b", 0, 0.5)])
    assert [(one.method, one.below, one.runs) for one in figures] == [("a", 0.25, 12)]


def test_names_at_the_ends_of_lines_stand_apart() -> None:
    rows = [row(name, seed, 0.7 + place / 1e4) for place, name in enumerate("abcdef") for seed in range(2)]
    *_, names = curves(compare(rows)).marks
    heights = [one["y"] for one in names.data]
    assert len(heights) == 5
    assert all(above - below >= 0.01 for above, below in pairwise(heights))


def test_the_page_and_the_figures_that_ship_are_made_of_the_rows() -> None:
    rows = every_row()
    assert PAGE.read_text("utf-8") == document(rows, every_failure()), "make leaderboard ARGS=--collect"
    assert table() == tuple(measured(rows))


def test_the_page_compares_nothing_where_one_method_was_run_alone() -> None:
    rows = [row(name, seed, 0.5 + seed / 50) for name in ("gepa", "opro") for seed in range(12)]
    alone = msgspec.structs.replace(row("gepa", 0, 0.5, "sentiment"), model="embedded")
    assert "On real data" not in document([*rows, alone])


def test_every_task_begins_from_a_prompt_of_its_world() -> None:
    for name in ASKED:
        assert "{text}" in start_prompt(name)
        assert name.removesuffix(GOOD) in WORLDS
    assert "Check the" in start_prompt("W12-good")


def test_a_models_name_is_what_follows_its_base_url() -> None:
    assert model_of("embedded").spec == {"provider": "embedded"}
    endpoint = model_of("http://127.0.0.1:8000/v1/some-model")
    assert (endpoint.url, endpoint.name) == ("http://127.0.0.1:8000/v1", "some-model")
    slashed = model_of("http://127.0.0.1:8000/v1/org/m:1")
    assert (slashed.url, slashed.name) == ("http://127.0.0.1:8000/v1", "org/m:1")
    assert model_of("http://127.0.0.1:8000/api/m").url == "http://127.0.0.1:8000/api"
    assert Part("sentiment", 150, "org/m:1").name == "sentiment-150-org_m_1"


def test_real_examples_hold_the_same_lines_out_for_every_seed(tmp_path: Path) -> None:
    lines = [f'{{"id": "r{n}", "input": "text {n}", "expected": "positive"}}' for n in range(120)]
    (tmp_path / f"{REAL['sentiment'].file}.jsonl").write_text("\n".join(lines))
    drawn = [on_data("sentiment", 24, seed, {"provider": "embedded"}, tmp_path)["task"]["examples"] for seed in (0, 1)]
    held = [[one["id"] for one in examples if one["split"] == "test"] for examples in drawn]
    assert held[0] == held[1] == [f"r{n}" for n in range(40)]
    assert drawn[0] != drawn[1]
    assert len({one["id"] for one in drawn[0]}) == 88


async def test_a_peer_is_given_one_prompt_and_no_program() -> None:
    with pytest.raises(LeftOutError, match="several modules"):
        await measured_peer(
            Endpoint("http://127.0.0.1:1/v1", "k", "m", 1, 8), Part("counting", 150, "m"), "gepa@gepa", 0
        )


def test_answers_of_peers_are_scored_by_the_scorer_of_the_task() -> None:
    assert scored({"kind": "exact"}, ["Positive.", "bad", ""], [("a", "positive"), ("b", "negative"), ("c", "x")]) == (
        pytest.approx(1 / 3)
    )


async def test_a_run_in_a_world_becomes_a_row_with_its_true_score(tmp_path: Path) -> None:
    async with serving(tmp_path, Model()) as service:
        found = await run(service, PART, "repeat", 0, {})
    assert (found.method, found.calls, found.curve[25]) == ("repeat", 48, found.given)
    assert found.score == found.curve[150]
    assert found.longer == pytest.approx(2.03, abs=0.01)
