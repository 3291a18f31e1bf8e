"""What is made of all rows: the page with its pictures, and the figures that `auto` goes by. It owns no statistic."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean, stdev

import msgspec

from bench.leaderboard.picture import NoBrowserError, curves, drawn
from bench.leaderboard.rows import Failure, Row
from bench.leaderboard.standing import Comparison, Standing, compare
from bench.leaderboard.tasks import ASKED, ITEMS, REAL, TEST
from bench.peers.tasks import PEERS
from gradcheck.recommending.choosing import choose
from gradcheck.recommending.rules import RULES
from gradcheck.recommending.table import FILE, MethodFigures
from gradcheck.texts.numbers import difference
from tests.support.processes import ROOT

PAGE = ROOT / "docs/leaderboard.md"
PICTURES = ROOT / "docs/pictures"
_WORLDS = "simulated"
_LEAST = 1e-9
_LONGEST = 600  # characters of a prompt on the page
_LEAST_RUNS = 10  # fewer say too little to go by
Groups = dict[tuple[str, int], list[Row]]

_TOP = """# Leaderboard

All methods at an equal number of calls. Made by `make leaderboard ARGS=--collect` from the rows in the folder
`leaderboard` beside this page, a line of JSON for every run, with the commit it was made at.

```sh
make leaderboard                                # what is missing in worlds; called again, it goes on
make leaderboard ARGS="--budget 400"            # the same with more calls
make leaderboard ARGS="--methods gepa --again"  # a method anew
make leaderboard ARGS="--tasks sentiment"       # real data on the embedded model, the peers' optimizers beside ours
make leaderboard ARGS="--tasks sentiment navigate counting --seeds 8 --provider URL/MODEL"  # the same on an endpoint
make leaderboard ARGS=--collect                 # this page, its pictures and what `auto` goes by
```

`URL` is the base URL of an endpoint that speaks like OpenAI, as `https://api.example/v1`; its key is that of the
variable `OPENAI_API_KEY`, where there is one.

A method that is new is run for what it lacks, and no other anew.

**What is equal.** Every method starts from the same prompt with the same examples of a seed, and may make the same
calls, those of the given prompt's score on `validation` included. It has its defaults as far as two of its steps fit;
else the size whose half saves the most calls is halved, until they do (`service/gradcheck/recommending/fitting.py`,
which sizes runs with `method: "auto"` too), and as many steps as the budget allows.

**Peers** are `gepa@gepa`, `miprov2@dspy`, `simba@dspy` and `capo@promptolution`: the libraries' own optimizers with
their own templates, at pinned versions in an environment of their own (`bench/peers/requirements.txt`), on the same
examples, prompt and seeds. Their calls are counted at the endpoint, whatever they ask, retries too. After the last
one, or after 1,200 seconds, they get no more answers and return the best they have, as ours do; the answers to what
is held out come after that. What they write may be as long as what ours write, on the embedded model twice as long;
answers are drawn at temperature 0, as ours. GEPA and CAPO go on until the calls are used up. MIPROv2 and SIMBA know
no such end: `bench/peers/dspy_task.py` chooses sizes that fit. SIMBA compares its programs on `train`, it takes no
`validation`. CAPO starts from the given prompt twice; the label that its reader takes where it finds none counts in
its own selection, not on what is held out. DSPy puts a prompt into the format of its adapter, so that the given one
has a score of its own there, and *gain* is over that. Programs of several modules peers are not given.

Peers cannot be run in worlds: a simulated model knows an optimizer's request by the marks that our templates ask it
to write between. A peer's template it takes for a task, and answers with a label.

**What is shown.** *Score* is that on examples held out. *Gain* is the score of the prompt that came out, demos
included, minus the given prompt's: in worlds the true expected one, on real data that of examples held out. *Places*
are those that a method may have, at 95 % for all methods at once, and *to the best other* is its score minus that of
the best of the others, with the interval that holds for all differences at once: whole seeds are compared, each the
mean of its tasks. *Rank* is the mean over tasks and seeds. *Below* is the share of runs that ended below the given
prompt. *Length* is how many times as long the prompt became. *Dollars* are those of a run at 0.15 a million tokens in
and 0.60 out. *Waves* are how many calls' time a run takes at the least on 64 slots, whatever the service; *seconds*
what it took, whatever else the machine did.
"""

_AFTER = """
## What it does not say

Worlds are tasks with three labels and known mechanisms, and their answers cost nothing: they tell methods apart by
what feedback, edits and selection do, not by what a large model knows. Sizes matter at few calls: a method that is
meant for thousands runs here with the least of itself. Nothing of free text and of programs of several modules is
measured in them.

In W2, W3 and W15 no editor takes up what critics say, which critics know all the same. In `ace`, `skillopt` and
`contraprompt` no editor writes anew: what was said goes into the prompt to the letter. So what they gain there no
method with such an editor could, and how much of feedback a real one takes up is the model's affair. `auto` therefore
goes by the other worlds.

Nor do worlds tell how a very small model writes: on the embedded one `ace` gained nothing and `portfolio` much. Where
the optimizer's model is small `auto` goes by what was measured on that.
"""


def measured(rows: Iterable[Row]) -> list[MethodFigures]:
    """What the service is told of the runs in worlds."""
    by_cell = defaultdict[tuple[str, str, int], list[float]](list)
    for row in rows:
        if row.model == _WORLDS:
            by_cell[row.method, row.task, row.budget].append(row.gain)
    return [
        MethodFigures(
            method=method,
            task=task,
            budget=budget,
            items=ITEMS[budget],
            gain=round(fmean(gains), 4),
            se=round(stdev(gains) / len(gains) ** 0.5, 4),
            below=round(fmean(gain < -_LEAST for gain in gains), 4),
            runs=len(gains),
        )
        for (method, task, budget), gains in sorted(by_cell.items())
        if len(gains) >= _LEAST_RUNS
    ]


def collect(rows: Sequence[Row], failures: Sequence[Failure]) -> None:
    """Write the page, its pictures where there is something to draw with, and the figures."""
    PAGE.write_text(document(rows, failures), "utf-8")
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(measured(rows)), indent=1) + b"\n")
    for (model, budget), group in _grouped(rows).items():
        if model == _WORLDS:
            try:
                (PICTURES / _picture(budget)).write_text(drawn(curves(compare(group))), "utf-8")
            except NoBrowserError as reason:
                print(f"The picture stays as it is: {reason}")


def document(rows: Sequence[Row], failures: Sequence[Failure] = ()) -> str:
    """The page: a section for each budget in worlds, then real data."""
    lines = [_TOP]
    for (model, budget), group in _grouped(rows).items():
        failed = [one for one in failures if (one.model, one.budget) == (model, budget)]
        if len({row.seed for row in group}) == 1:
            lines += one_seed(group, failed)
        elif model == _WORLDS:
            lines += _in_worlds(compare(group), budget)
        else:
            lines += _on_data(compare(group), group, failed)
    return "\n".join([*lines, *_auto(measured(rows))]) + _AFTER


def _grouped(rows: Iterable[Row]) -> Groups:
    """Rows that are compared with one another: worlds first, few calls first. One method's alone are left out."""
    found: Groups = defaultdict(list)
    for row in rows:
        found[row.model, row.budget].append(row)
    several = [(name, group) for name, group in found.items() if len({row.method for row in group}) > 1]
    return dict(sorted(several, key=lambda one: (one[0][0] != _WORLDS, one[0])))


def _picture(budget: int) -> str:
    return f"leaderboard-{budget}.svg"


def _in_worlds(found: Comparison, budget: int) -> Iterator[str]:
    yield f"## In simulated worlds, {budget} calls\n"
    items = ITEMS[budget]
    yield f"{found.seeds} seeds; {items} examples to train, {items} to validate. {_lead(found)}\n"
    yield from _table(found)
    yield f"\n![Gain by calls made, the first five methods by name](pictures/{_picture(budget)})\n"
    points = list(found.standings[0].curve)
    yield f"The gain of what a run would have returned after so many of its {budget} calls, and the gain by world:\n"
    yield from _head(["method", *map(str, points), *found.tasks])
    for one in found.standings:
        yield _line(one, [*one.curve.values(), *one.by_task.values()])
    yield "\n" + "; ".join(f"{task}: {ASKED[task]}" for task in found.tasks) + ".\n"


def _on_data(found: Comparison, rows: Sequence[Row], failures: Sequence[Failure]) -> Iterator[str]:
    yield f"## On real data, `{rows[0].model}`, {rows[0].budget} calls\n"
    files = ", ".join(f"{task} (`{REAL[task].file}`)" for task in found.tasks)
    left = ", ".join(task for task in REAL if task not in found.tasks)
    ran = {one.method for one in found.standings}
    items = ITEMS[rows[0].budget]
    sizes = f"{items} examples to train and as many to validate, {TEST} are held out"
    seeds = "one seed" if found.seeds == 1 else f"{found.seeds} seeds"
    yield f"{files}; {seeds}; {sizes}. {_lead(found)} Methods that are not named were not run here."
    yield f"Tasks that were not run: {left}. Peers that were not: {', '.join(sorted(PEERS.keys() - ran)) or 'none'}.\n"
    yield from _table(found)
    yield from not_whole(rows, failures)
    yield from beside_peers(rows)
    yield "\nWhat came out best of each, by the score on what was held out:\n"
    for one in found.standings:
        best = max((row for row in rows if row.method == one.method), key=lambda row: row.score)
        texts = best.prompt or {}
        demos = best.length - sum(map(len, texts.values()))
        beside = f", with {demos} characters of demos" if demos else ""
        for component, text in texts.items():
            yield f"- `{one.method}`, {best.score:.2f} from {best.given:.2f}{beside}, {component}:\n"
            yield f"```text\n{_short(text)}\n```\n"


def one_seed(rows: Sequence[Row], failures: Sequence[Failure]) -> Iterator[str]:
    """What one seed gave, which ranks nothing."""
    one, items = rows[0], ITEMS[rows[0].budget]
    left = ", ".join(sorted(PEERS.keys() - {row.method for row in rows}))
    left = f" Peers that were not run: {left}." if left else ""
    yield f"## One seed, `{one.model}`, {one.budget} calls\n"
    tasks = ", ".join(dict.fromkeys(row.task for row in rows))
    yield f"{tasks}, seed {one.seed}: {items} examples to train and as many to validate, {TEST} are held out. One"
    yield f"run of each says that it works; it places nobody.{left}\n"
    yield from _head(["method", "task", "score", "gain", "length", "calls", "seconds"])
    for row in rows:
        took = "" if row.seconds is None else f"{row.seconds:.0f}"
        cells = [row.task, f"{row.score:.3f}", f"{row.gain:+.3f}", f"{row.longer:.1f}", f"{row.calls}", took]
        yield f"| `{row.method}` | {' | '.join(cells)} |"
    yield from not_whole(rows, failures)
    yield from beside_peers(rows)
    yield ""


def not_whole(rows: Sequence[Row], failures: Sequence[Failure]) -> Iterator[str]:
    """The runs that the time ended, and those that gave nothing."""
    late = [f"`{row.method}` on {row.task}, seed {row.seed}, after {row.calls} calls" for row in rows if row.late]
    if late:
        yield f"\nEnded by the time, with the best they had: {'; '.join(late)}."
    for one in failures:
        yield f"\nNo row: `{one.method}` on {one.task}, seed {one.seed}, after {one.calls} calls: {one.reason}."


def beside_peers(rows: Sequence[Row]) -> Iterator[str]:
    """Our methods and the peers' implementations of the same, on the tasks and seeds that both were run on."""
    scores = {(row.method, row.task, row.seed): row.score for row in rows}
    lines = []
    for peer in PEERS:
        ours = peer.partition("@")[0]
        runs = sorted((task, seed) for name, task, seed in scores if name == peer and (ours, task, seed) in scores)
        if runs:
            pairs = [(scores[ours, *run], scores[peer, *run]) for run in runs]
            means = [fmean(column) for column in zip(*pairs, strict=True)]
            each = ", ".join(f"{own - other:+.3f}" for own, other in pairs)
            lines.append(
                f"| `{ours}` | `{peer}` | {means[0]:.3f} | {means[1]:.3f} | {means[0] - means[1]:+.3f} | {each} |"
            )
    if lines:
        yield "\nThe held-out scores of ours and of the peer's, and the difference, in the mean and run by run:\n"
        yield from _head(["ours", "the peer's", "ours scores", "the peer's scores", "difference", "by run"])
        yield from lines


def _auto(figures: Sequence[MethodFigures]) -> Iterator[str]:
    """What `auto` would choose, and for each task what it would without having seen it."""
    names = {one.method for one in figures}
    yield "## What `auto` makes of it\n"
    yield "For any method that fits, so many calls that they go round `validation` as often as here, and nothing known:"
    yield "what all tasks of the rule favour, and for each of these what the others would have chosen for it.\n"
    yield from _head(["without", "chosen", "its gain there", "the best one there", "its gain"])
    budget = min(one.budget for one in figures)
    own = [one for one in figures if one.budget == budget]
    whole = choose(names, own, passes=None)
    yield f"| nothing | `{'' if whole is None else whole.method}` | | | |"
    for task in RULES[-1].tasks:
        there = {one.method: one.gain for one in own if one.task == task}
        chosen = choose(names, [one for one in own if one.task != task], passes=None)
        if chosen is not None and there:
            best = max(there, key=there.__getitem__)
            gains = (f"{there[name]:+.3f}" for name in (chosen.method, best))
            yield f"| {task} | `{chosen.method}` | {next(gains)} | `{best}` | {next(gains)} |"
    yield ""


def _short(text: str) -> str:
    """A prompt as far as a page has room for it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({len(text)} characters)"


def _lead(found: Comparison) -> str:
    """In a sentence, who leads and by how much; who is not whole yet."""
    first, second = found.standings[:2]
    alike = [one.method for one in found.standings if one.best_place == 1]
    who = f"`{first.method}` leads `{second.method}` by {_between(first)}"
    told = f"{who}; first may be {', '.join(f'`{name}`' for name in alike)}."
    return told + (f" Not run to the end: {', '.join(found.unfinished)}." if found.unfinished else "")


def _between(one: Standing) -> str:
    return difference(one.behind, one.interval)


def _table(found: Comparison) -> Iterator[str]:
    on_data = found.standings[0].seconds is not None
    first, last = (["method", "score"], "seconds") if on_data else (["method"], "waves")
    yield from _head([*first, "gain", "places", "to the best other", "rank", "below", "length", "calls", "$", last])
    for one in found.standings:
        took = one.waves if one.seconds is None else one.seconds
        cells = [
            *([f"{one.score:.3f}"] if on_data else []),
            f"{one.gain:+.3f}",
            f"{one.best_place} to {one.worst_place}",
            _between(one),
            f"{one.mean_rank:.1f}",
            f"{one.below:.1%}",
            f"{one.longer:.1f}",
            f"{one.calls:.0f}",
            "" if one.usd is None else f"{one.usd:.4f}",
            "" if took is None else f"{took:.0f}",
        ]
        yield f"| `{one.method}` | {' | '.join(cells)} |"


def _head(columns: Sequence[str]) -> Iterator[str]:
    yield f"| {' | '.join(columns)} |"
    yield "|---" * len(columns) + "|"


def _line(one: Standing, values: Iterable[float]) -> str:
    return f"| `{one.method}` | {' | '.join(f'{value:+.3f}' for value in values)} |"
