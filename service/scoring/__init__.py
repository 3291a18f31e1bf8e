"""Task quality, one scorer a file. It calls no model: the judge writes a request and reads its answer."""

from service.scoring.answers import labels
from service.scoring.base import Score
from service.scoring.judge import Judge
from service.scoring.registry import SCORERS, CatalogueEntry, Scoring, catalogue, task_labels
from service.scoring.sets import Set

__all__ = ["SCORERS", "CatalogueEntry", "Judge", "Score", "Scoring", "Set", "catalogue", "labels", "task_labels"]
