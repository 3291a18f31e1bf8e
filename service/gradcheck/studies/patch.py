"""JSON merge patches on optimize requests (RFC 7396)."""

from typing import Any

Json = dict[str, Any]


def patched(request: Json, overrides: Json) -> Json:
    """The request with an arm's overrides. A method with another name replaces the method as a whole."""
    base = {**request, "method": _object(request.get("method"))}
    if "method" not in overrides:
        return merge(base, overrides)
    method = _object(overrides["method"])
    if isinstance(method, dict) and method.get("name", _name(base)) != _name(base):
        base["method"] = {}
    return merge(base, {**overrides, "method": method})


def merge(target: Json, patch: Json) -> Json:
    """A target with a patch: null removes, objects are merged, everything else is replaced."""
    merged = dict(target)
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        elif isinstance(value, dict):
            before = merged.get(name)
            merged[name] = merge(before if isinstance(before, dict) else {}, value)
        else:
            merged[name] = value
    return merged


def _object(method: object) -> object:
    """A method that is given by its name alone, as an object."""
    return {"name": method} if isinstance(method, str) else method


def _name(request: Json) -> object:
    method = request["method"]
    return method.get("name") if isinstance(method, dict) else None
