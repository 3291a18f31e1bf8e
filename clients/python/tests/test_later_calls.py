"""What services of before did not have: data, measurements of headroom, comparisons, reports, files of other tools."""

import json
import tempfile
import unittest
from pathlib import Path

from given import REQUEST, ROWS, asked, service, without_task

from gradcheck_client import operations
from gradcheck_client.errors import NotFoundError


class LaterCalls(unittest.TestCase):
    """All ask with one client."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.service = cls.enterClassContext(service())

    def test_rows_are_a_data_set_that_a_run_takes(self) -> None:
        run = self.service.optimize(data=ROWS, **without_task(method="none"))
        used = run.wait().dataset
        assert used is not None
        assert (used.name, used.rows) == ("data", len(ROWS))
        stored = self.service.get_dataset("data")
        assert {column.name for column in stored.columns} == {"text", "label"}
        assert len(list(self.service.iter_dataset_rows("data"))) == len(ROWS)
        assert "data" in {one.name for one in self.service.iter_datasets()}

    def test_a_file_of_another_tool_is_taken_in(self) -> None:
        tests = [{"vars": {"text": row["text"]}, "assert": [{"type": "equals", "value": row["label"]}]} for row in ROWS]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "promptfooconfig.yaml"
            file.write_text(json.dumps({"prompts": ["Is it good? {{text}}"], "tests": tests}), "utf-8")
            found = self.service.import_file(file, name="taken-in")
        assert found.request is not None
        assert found.request["prompt"]

    def test_headroom_is_measured_before_a_run(self) -> None:
        measured = self.service.measure_headroom(optimize=asked(seed=21), budget={"max_calls": 2000})
        measured.wait()
        assert measured.result.verdict
        assert measured.id in {one.id for one in self.service.iter_headroom()}

    def test_prompts_are_compared(self) -> None:
        prompts = [{"name": "a", "prompt": "{text}"}, {"name": "b", "prompt": "Say it.\n\n{text}"}]
        run = self.service.evaluate(prompts=prompts, task=REQUEST["task"], models=REQUEST["models"])
        run.wait()
        assert run.result.comparison is not None
        assert [one.name for one in run.result.comparison.prompts] == ["a", "b"]

    def test_a_diagnostic_is_planned(self) -> None:
        run = self.service.optimize(**asked(seed=22))
        run.wait()
        assert run.plan_diagnostic(tests=["content"], replicates=8).pairs >= 8

    def test_a_run_is_reported_exported_archived_and_deleted(self) -> None:
        run = self.service.optimize(**asked(seed=23, name="kept"))
        run.wait()
        assert run.report().html.lower().startswith("<!doctype html>")
        assert "srcdoc" in (run._repr_html_() or "")
        assert json.loads(run.export())["prompt"] == run.result.prompt
        assert run.export("text") == run.result.prompt["user"]
        assert len(run.archive()) > 1000
        run.delete()
        with self.assertRaises(NotFoundError):
            run.refresh()

    def test_a_request_is_told_back_as_it_was_sent(self) -> None:
        run = self.service.optimize(**asked(seed=24))
        told = self.service.call(operations.get_run_request(run.id))
        assert {name: told[name] for name in ("prompt", "method", "seed")} == {
            name: asked(seed=24)[name] for name in ("prompt", "method", "seed")
        }
        run.cancel()
