"""A service with a job of every kind, in whose texts a script tag stands wherever callers and models may write."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.api.server import Json, Server
from tests.api.test_studying import body as study_body
from tests.support import world

HOSTILE = "<script>alert(1)</script>"
_WAIT = {"Prefer": "wait=300"}
KEY = "a-key-of-the-look"


class Furnished:
    """A running server and the paths of its pages by name."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url
        task = world.task(48)
        for example in task["examples"]:
            example["input"]["text"] += f" {HOSTILE}"
        self.task = task
        method = {"name": "protegi", "rounds": 2, "beam": 2, "minibatch": 12, "gradients": 2, "paraphrases": 2}
        prompt = {"user": f"What is the sentiment? {HOSTILE}\n\n{{text}}"}
        naming: Json = {"tags": ["nightly", HOSTILE], "metadata": {"team": HOSTILE}}
        run = server.run(name=f"Reviews {HOSTILE}", prompt=prompt, task=task, method=method, seed=3, **naming)
        tests = ["content", "decomposition", "shortcuts", "sign"]
        diagnose = {"force": True, "tests": tests, "name": f"What did it? {HOSTILE}", "budget": {"max_calls": 700}}
        diagnostic = self._post(f"/runs/{run['id']}/diagnostics", diagnose)
        prompts = [{"name": HOSTILE, "prompt": "What is the sentiment?\n\n{text}"}, {"name": "best", "run": run["id"]}]
        compared = self._post("/evaluate", {"prompts": prompts, "task": task, "models": world.request()["models"]})
        study = self._post("/studies", {**study_body(), "name": f"Arms {HOSTILE}"})
        rows = "text,label\n" + "\n".join(f"A good thing {n} {HOSTILE},positive" for n in range(30))
        server.http.post("/datasets?name=reviews", content=rows, headers={"Content-Type": "text/csv"})
        self.reports = {
            "run": f"/runs/{run['id']}/report",
            "diagnostic": f"/diagnostics/{diagnostic['id']}/report",
            "study": f"/studies/{study['id']}/report",
        }
        self.paths = {
            "home": "/ui",
            "runs": "/ui/runs",
            "run": f"/ui/runs/{run['id']}",
            "comparison": f"/ui/runs/{compared['id']}",
            "diagnostics": "/ui/diagnostics",
            "diagnostic": f"/ui/diagnostics/{diagnostic['id']}",
            "studies": "/ui/studies",
            "study": f"/ui/studies/{study['id']}",
            "datasets": "/ui/datasets",
            "dataset": "/ui/datasets/reviews",
            "compare": f"/ui/compare?run={run['id']}&run={compared['id']}",
            "start": "/ui/start",
            "diagnose": f"/ui/runs/{run['id']}/diagnose",
            "missing": "/ui/runs/run_x",
            "guide": "/guide",
            "guide page": "/guide/keys",
            "docs": "/docs",
        }

    def _post(self, path: str, body: Json) -> Json:
        answer = self.server.http.post(path, json=body, headers=_WAIT, timeout=600)
        assert answer.is_success, answer.text
        made: Json = answer.json()
        return made


@contextmanager
def served(**environ: str) -> Iterator[Server]:
    """A server of its own."""
    with TemporaryDirectory() as home:
        server = Server(Path(home), **environ)
        server.start()
        server.http.timeout = 600
        try:
            yield server
        finally:
            server.stop()
