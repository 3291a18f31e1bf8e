"""What a DSPy state is without its metadata, so that a change of it is seen."""

import hashlib
import json
from collections.abc import Mapping


def digest(state: Mapping[str, object]) -> str:
    """The SHA-256 of a state without its metadata, whatever the order of its keys."""
    held = {name: value for name, value in state.items() if name != "metadata"}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()
