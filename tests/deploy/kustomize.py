"""What Kustomize makes of a folder of ours, as far as our folders go: resources, components, JSON patches, config maps.

It refuses every field that it does not know, so that it cannot pass over one. Names of generated config maps get no
digest here.
"""

from pathlib import Path
from typing import Any

import yaml

Document = dict[str, Any]
_KNOWN = {"apiVersion", "kind", "resources", "components", "patches", "configMapGenerator"}


def build(folder: Path) -> list[Document]:
    """All manifests of a folder, patched. Raises ValueError for what Kustomize would refuse or this does not know."""
    root = folder.resolve()
    kustomization = yaml.safe_load((root / "kustomization.yaml").read_text())
    unknown = set(kustomization) - _KNOWN
    if unknown:
        raise ValueError(f"unknown fields {sorted(unknown)}")
    found: list[Document] = []
    for name in [*kustomization.get("resources", []), *kustomization.get("components", [])]:
        path = root / name
        found += build(path) if path.is_dir() else list(yaml.safe_load_all(path.read_text()))
    for generator in kustomization.get("configMapGenerator", []):
        metadata = {key: generator[key] for key in ("name", "namespace")}
        data = {name: (root / name).read_text() for name in generator["files"]}
        found.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data})
    for patch in kustomization.get("patches", []):
        target = patch["target"]
        chosen = [one for one in found if (one["kind"], one["metadata"]["name"]) == (target["kind"], target["name"])]
        if len(chosen) != 1:
            raise ValueError(f"{target} is {len(chosen)} manifests")
        for operation in yaml.safe_load(patch["patch"]):
            _apply(chosen[0], operation)
    identities = [(one["kind"], one["metadata"].get("namespace"), one["metadata"]["name"]) for one in found]
    if len(set(identities)) != len(identities):
        raise ValueError("two manifests have one name")
    return found


def _apply(document: Document, operation: Document) -> None:
    """One operation of RFC 6902: add or replace."""
    *above, last = operation["path"].removeprefix("/").split("/")
    place: Any = document
    for part in above:
        place = place[int(part)] if isinstance(place, list) else place[part]
    if isinstance(place, list):
        if operation["op"] == "add":
            place.insert(len(place) if last == "-" else int(last), operation["value"])
        else:
            place[int(last)] = operation["value"]
    elif operation["op"] == "add" or last in place:
        place[last] = operation["value"]
    else:
        raise ValueError(f"{operation['path']} is not there to be replaced")
