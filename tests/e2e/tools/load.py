"""Loads exported files with the libraries they are for; runs in the environment that has them.

It reads {"folder", "fields", "signature"} as JSON from its input and writes what each library makes of its file.
"""

import json
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

warnings.simplefilter("ignore")

asked = json.load(sys.stdin)
folder, fields = Path(asked["folder"]), asked["fields"]
found = {"versions": {name: version(name) for name in ("dspy", "langchain-core", "mlflow-skinny")}}

if (folder / "langchain.json").exists():
    from langchain_core.load import loads

    template = loads((folder / "langchain.json").read_text("utf-8"), allowed_objects="all")
    roles = {"system": "system", "human": "user", "ai": "assistant"}
    found["langchain"] = [[roles[m.type], m.content] for m in template.format_messages(**fields)]

if (folder / "mlflow.json").exists():
    from mlflow.entities.model_registry import PromptVersion

    prompt = json.loads((folder / "mlflow.json").read_text("utf-8"))
    written = PromptVersion(prompt["name"], 1, prompt["template"], tags=prompt["tags"]).format(**fields)
    found["mlflow"] = [[message["role"], message["content"]] for message in written]

if (folder / "dspy.json").exists():
    import dspy

    program = dspy.Predict(asked["signature"])
    program.load(folder / "dspy.json")
    program.save(folder / "again.json")
    found["dspy"] = {
        "instructions": program.signature.instructions,
        "fields": list(program.signature.fields),
        "prefixes": [field.json_schema_extra["prefix"] for field in program.signature.fields.values()],
        "demos": program.demos,
        "asked": dspy.ChatAdapter().format(program.signature, program.demos, fields)[-1]["content"],
    }

json.dump(found, sys.stdout)
