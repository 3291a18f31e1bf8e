"""A service with a job of every kind, in whose texts a script tag stands wherever callers and models may write."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.api.server import Json, Server
from tests.support import world

HOSTILE = "<script>alert(1)</script>"
KEY = "a-key-of-the-look"
PROTEGI: Json = {"name": "protegi", "rounds": 3, "beam": 2, "minibatch": 12, "gradients": 2, "paraphrases": 2}
_WAIT = {"Prefer": "wait=300"}
_PRICED = """
[providers.world]
base_url = "http://world/v1"
api_key_env = "WORLD_KEY"
prices.pure = { input = 0.15, output = 0.60 }
"""


class Furnished:
    """A running server and the paths of its pages by name; `written` stands in all texts."""

    def __init__(self, server: Server, written: str = f" {HOSTILE}") -> None:
        self.server = server
        self.url = server.url
        task = world.task(80)
        for example in task["examples"]:
            example["input"]["text"] += written
        self.task = task
        models = world.request()["models"]
        prompt = {"user": f"What is the sentiment?{written}\n\n{{text}}"}
        asking = {"user": f"Answer with one word: what is the sentiment?{written}\n\n{{text}}"}
        wanted: Json = {"task": task, "method": PROTEGI, "seed": 3}
        naming: Json = {"tags": ["nightly", f"reviews{written}"], "metadata": {"team": f"support{written}"}}
        server.world.busy = 3
        run = server.run(**wanted, prompt=prompt, name=f"Sentiment of reviews{written}", **naming)
        mixed = server.run(**wanted, prompt=asking, name=f"Asked for a word{written}")
        diagnostic = self._post(f"/runs/{run['id']}/diagnostics", diagnosing(f"What did it?{written}"))
        prompts = [{"name": f"bare{written}", "prompt": "Sentiment?\n\n{text}"}, {"name": "best", "run": run["id"]}]
        compared = self._post("/evaluate", {"prompts": prompts, "task": task, "models": models})
        optimize = world.request(prompt=asking, task=task)
        study = self._post("/studies", studying(f"Is optimizing worth it?{written}", optimize))
        measured = self._post("/headroom", {"optimize": optimize, "name": f"Does it react?{written}"})
        rows = "text,label\n" + "\n".join(f"A good thing {n}{written},positive" for n in range(30))
        server.http.post("/datasets?name=reviews", content=rows, headers={"Content-Type": "text/csv"})
        self.jobs = {
            "run": f"/runs/{run['id']}",
            "mixed": f"/runs/{mixed['id']}",
            "diagnostic": f"/diagnostics/{diagnostic['id']}",
            "study": f"/studies/{study['id']}",
            "headroom": f"/headroom/{measured['id']}",
        }
        self.reports = {kind: f"{path}/report" for kind, path in self.jobs.items()}
        self.paths = {
            "home": "/ui",
            "runs": "/ui/runs",
            **{kind: f"/ui{path}" for kind, path in self.jobs.items()},
            "comparison": f"/ui/runs/{compared['id']}",
            "diagnostics": "/ui/diagnostics",
            "studies": "/ui/studies",
            "measurements": "/ui/headroom",
            "datasets": "/ui/datasets",
            "dataset": "/ui/datasets/reviews",
            "compare": f"/ui/compare?run={run['id']}&run={mixed['id']}",
            "start": "/ui/start",
            "start-study": "/ui/start/study",
            "start-headroom": "/ui/start/headroom",
            "diagnose": f"/ui/runs/{run['id']}/diagnose",
            "missing": "/ui/runs/run_x",
            "guide": "/guide",
            "guide-page": "/guide/keys",
            "docs": "/docs",
        }

    def _post(self, path: str, body: Json) -> Json:
        answer = self.server.http.post(path, json=body, headers=_WAIT, timeout=600)
        assert answer.is_success, answer.text
        made: Json = answer.json()
        return made


def diagnosing(name: str) -> Json:
    """A diagnostic of several tests, one of which cannot be made."""
    tests = ["content", "decomposition", "shortcuts", "sign"]
    return {"force": True, "tests": tests, "name": name, "budget": {"max_calls": 2000}}


def studying(name: str, optimize: Json) -> Json:
    """A study of three arms, two of which differ by luck alone."""
    bare = "What is the sentiment?\n\n{text}"
    arms = [
        {"name": "as-given", "overrides": {"method": "none"}},
        {"name": "protegi", "overrides": {"method": {**PROTEGI, "rounds": 1}}},
        {"name": "no-word-asked", "overrides": {"method": "none", "prompt": bare}},
    ]
    comparisons = [{"first": "protegi", "second": "as-given"}, {"first": "as-given", "second": "no-word-asked"}]
    designed: Json = {"arms": arms, "comparisons": comparisons, "trials": 7, "delta": 0.1, "force": True}
    return {"optimize": optimize, "name": name, **designed}


@contextmanager
def served(**environ: str) -> Iterator[Server]:
    """A server of its own, which knows what its models cost."""
    with TemporaryDirectory() as home:
        config = Path(home) / "priced.toml"
        config.write_text(_PRICED, "utf-8")
        server = Server(Path(home), GRADCHECK_CONFIG=str(config), **environ)
        server.start()
        server.http.timeout = 600
        try:
            yield server
        finally:
            server.stop()
