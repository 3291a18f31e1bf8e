"""Files of examples: uploaded by a run or by a command of their own, found, read and deleted."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.api.server import Server
from tests.cli.conftest import Command
from tests.support import world

METHOD = ("--method", "protegi,rounds=1,beam=1,minibatch=4,gradients=1,paraphrases=0")
RUN = ("--prompt", "Is it good?\n\n{text}", "--model", "world/pure", *METHOD)


@pytest.fixture
def csv(tmp_path: Path) -> str:
    """Two dozen reviews with a byte order mark, a comma and a line break in a cell."""
    rows = [f'"{one["input"]["text"]}, and\nso on",{one["expected"]},en' for one in world.task()["examples"]]
    file = tmp_path / "reviews.csv"
    file.write_text("\ufeff" + "\r\n".join(["text,label,lang", *rows]), "utf-8")
    return str(file)


def test_a_run_from_a_csv_takes_its_columns(server: Server, gradcheck: Command, csv: str) -> None:
    done = gradcheck("optimize", "--data", csv, "--expected", "label", "--input", "text", *RUN, "--tag", "csv")
    assert done.code == 0, done.err
    assert "data: reviews, version 1: 24 rows" in done.err
    run = server.get(f"/runs/{done.out.splitlines()[0]}")
    assert run["dataset"]["mapping"] == {**run["dataset"]["mapping"], "input": {"text": "text"}, "expected": "label"}
    assert sum(run["splits"].values()) == 24
    again = gradcheck("estimate", "--data", csv, "--expected", "label", "--input", "text", *RUN)
    assert "data: reviews, version 1: 24 rows" in again.err
    stored = gradcheck("optimize", "--dataset", "reviews@1", "--expected", "label", *RUN, "--detach")
    assert stored.code == 0, stored.err
    assert server.ended(stored.out.strip())["status"] == "succeeded"
    assert done.out.splitlines()[0] in gradcheck("runs", "list", "--tag", "csv").out


def test_a_column_that_is_not_there_is_told_with_those_that_are(server: Server, gradcheck: Command, csv: str) -> None:
    before = server.runs()
    done = gradcheck("optimize", "--data", csv, "--expected", "lable", *RUN)
    assert (done.code, done.out, server.runs()) == (2, "", before)
    assert "lable" in done.err
    assert all(column in done.err for column in ("text", "label", "lang"))


def test_rows_may_come_from_standard_input(gradcheck: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "\n".join(json.dumps({"text": f"good {number}", "label": "positive"}) for number in range(30))
    for flags, code in ((("--format", "jsonl"), 0), ((), 2)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
        done = gradcheck("datasets", "add", "-", "--name", "piped", *flags)
        assert done.code == code
    assert "--format" in done.err
    assert json.loads(gradcheck("datasets", "show", "piped", "--json").out)["rows"] == 30


def test_data_sets_are_added_listed_shown_read_and_deleted(gradcheck: Command, csv: str) -> None:
    added = gradcheck("datasets", "add", csv, "--name", "kept")
    assert added.code == 0
    assert added.out.splitlines()[:3][0] == "kept"
    assert "24 rows" in added.out
    assert gradcheck("datasets", "show", "kept").out == added.out
    assert any(line.startswith("kept ") for line in gradcheck("datasets", "list").out.splitlines())
    rows = json.loads(gradcheck("datasets", "rows", "kept", "--limit", "3", "--json").out)
    assert [row["row"] for row in rows] == [2, 3, 4]
    assert gradcheck("datasets", "rows", "kept").out.splitlines()[0].split() == ["row", "text", "label", "lang"]
    assert json.loads(gradcheck("datasets", "delete", "kept", "--json").out) == {"deleted": "kept"}
    gone = gradcheck("datasets", "delete", "kept")
    assert (gone.code, "kept" in gone.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("twice.csv", b"a,a\n1,2\n"),
        ("short.csv", b"a,b\n1\n"),
        ("bad.jsonl", b"{]\n"),
        ("x.exe", b"a"),
    ],
)
def test_files_that_are_no_examples_are_refused_and_nothing_is_kept(
    name: str, content: bytes, gradcheck: Command, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = gradcheck("datasets", "add", str(file), "--name", "refused")
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    assert gradcheck("datasets", "show", "refused").code == 2


def test_a_missing_file_is_told_before_anything_is_sent(gradcheck: Command) -> None:
    done = gradcheck("optimize", "--data", "missing.csv", *RUN)
    assert (done.code, "missing.csv cannot be read: No such file or directory" in done.err) == (2, True)


def test_prompts_of_files_and_runs_are_compared_in_the_order_of_the_flags(
    server: Server, gradcheck: Command, csv: str, tmp_path: Path
) -> None:
    word = "Answer with one word, positive or negative.\n\n{text}"
    (tmp_path / "b.txt").write_bytes(f"\ufeff{word}\r\n".encode())
    (tmp_path / "c.json").write_text(json.dumps({"system": "One word.", "user": "{text}"}), "utf-8")
    run = server.run(method="none", prompt="Is it good?\n\n{text}")
    data = ("--data", csv, "--expected", "label", "--input", "text", "--model", "world/pure")
    files = [str(tmp_path / "b.txt"), str(tmp_path / "c.json")]
    done = gradcheck("compare", *data, "--prompt-file", files[0], "--run", run["id"], "--prompt-file", files[1])
    assert done.code == 0, done.err
    shown = server.get(f"/runs/{done.out.splitlines()[0]}")
    assert shown["compared"] == [files[0], run["id"], files[1]]
    assert shown["result"]["comparison"]["prompts"][0]["prompt"] == {"user": word}
    assert f"  {run['id']} - {files[0]}: " in done.out
    assert f": {files[0]} is better" in done.out
    assert "comparing: " in done.err
    kept = gradcheck("runs", "request", shown["id"])
    assert kept.code == 0, kept.err
    asked = json.loads(kept.out)
    assert [prompt["name"] for prompt in asked["prompts"]] == shown["compared"]


@pytest.mark.parametrize(
    ("flags", "said"),
    [((), "two prompts at least"), (("--run", "run_0", "--run", "run_1"), "there is no run 'run_0'")],
    ids=["none", "unknown"],
)
def test_prompts_to_compare_that_are_not_there_are_told(
    gradcheck: Command, csv: str, flags: tuple[str, ...], said: str
) -> None:
    done = gradcheck("compare", "--data", csv, "--expected", "label", *flags)
    assert (done.code, said in done.err) == (2, True), done.err


@pytest.fixture
def configuration(tmp_path: Path) -> str:
    """A promptfoo configuration with two dozen tests."""
    tests = [
        {"vars": one["input"], "assert": [{"type": "equals", "value": one["expected"]}]}
        for one in world.task()["examples"]
    ]
    file = tmp_path / "promptfooconfig.yaml"
    held = {"prompts": ["Is it good? {{text}}"], "providers": ["openai:gpt-5-mini"], "tests": tests}
    file.write_text(f"# JSON is YAML as well\n{json.dumps(held)}", "utf-8")
    return str(file)


def test_a_file_of_another_tool_is_imported_with_the_request_that_follows(
    gradcheck: Command, configuration: str
) -> None:
    done = gradcheck("import", configuration, "--name", "taken-in")
    assert done.code == 0, done.err
    assert "a file of the format promptfoo with 1 prompt and 24 rows as taken-in, version 1" in done.out
    assert "not taken over: providers of the configuration is not used" in done.out
    request = json.loads(done.out.partition("request:\n")[2])
    assert request["prompt"] == {"user": "Is it good? {{text}}"}
    assert json.loads(gradcheck("import", configuration, "--json").out)["dataset"]["name"] == "promptfooconfig"
    refused = gradcheck("import", configuration, "--kind", "excel")
    assert refused.code == 2
    assert "excel" in refused.err


def test_a_run_from_a_configuration_takes_prompt_examples_and_scoring(
    server: Server, gradcheck: Command, configuration: str
) -> None:
    flags = ("--model", "world/pure", *METHOD)
    done = gradcheck("optimize", "--data", configuration, *flags)
    assert done.code == 0, done.err
    assert "data: a file of the format promptfoo with 1 prompt and 24 rows as promptfooconfig, version 1" in done.err
    run = server.get(f"/runs/{done.out.splitlines()[0]}")
    assert (run["dataset"]["name"], run["dataset"]["sampled"]) == ("promptfooconfig", 24)
    request = server.get(f"/runs/{run['id']}/request")
    assert request["prompt"]["user"] == "Is it good? {{text}}"
    assert request["task"]["scoring"]["kind"] == "exact"
    own = gradcheck(
        "optimize", "--data", configuration, "--prompt", "Good? {text}", "--scoring", "choice", *flags, "--detach"
    )
    assert own.code == 0, own.err
    changed = server.get(f"/runs/{own.out.strip()}/request")
    assert (changed["prompt"], changed["task"]["scoring"]["kind"]) == ("Good? {text}", "choice")
    assert changed["task"]["dataset"]["name"] == "promptfooconfig"
    assert "24 rows" in gradcheck("estimate", "--data", configuration, *flags).err


def test_a_saved_prompt_is_taken_with_the_examples_of_a_data_set(
    server: Server, gradcheck: Command, csv: str, tmp_path: Path
) -> None:
    file = tmp_path / "prompt.json"
    file.write_text(json.dumps({"name": "p", "type": "text", "prompt": "Is it good?\n\n{{text}}", "version": 1}))
    assert gradcheck("datasets", "add", csv, "--name", "for-a-prompt").code == 0
    flags = ("--dataset", "for-a-prompt", "--expected", "label", "--scoring", "exact", "--model", "world/pure", *METHOD)
    done = gradcheck("optimize", "--data", str(file), *flags)
    assert done.code == 0, done.err
    assert "data: a file of the format langfuse_prompt with 1 prompt\n" in done.err
    assert server.get(f"/runs/{done.out.splitlines()[0]}")["dataset"]["name"] == "for-a-prompt"
