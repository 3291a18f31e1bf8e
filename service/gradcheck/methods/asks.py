"""The questions under their earlier names."""

from gradcheck.optimizer.question import At
from gradcheck.optimizer.question import BackgroundQuestion as Brief
from gradcheck.optimizer.question import CriticQuestion as Critique
from gradcheck.optimizer.question import EditorQuestion as Edit
from gradcheck.optimizer.question import TriedCandidate as Tried

__all__ = ["At", "Brief", "Critique", "Edit", "Tried"]
