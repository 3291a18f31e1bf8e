"""Every part of the proof by name, in the order they are listed. It owns no fault."""

from tests.prove.part import Part
from tests.prove.parts import kills

PARTS: dict[str, Part] = {"kills": kills}
"""Parts by name."""
