"""Task quality, one scorer a file. It calls no model: the judge writes a request and reads its answer."""

from gradcheck.scoring.base import Score
from gradcheck.scoring.expected import labels
from gradcheck.scoring.judge import Judge
from gradcheck.scoring.pairwise import Pairwise
from gradcheck.scoring.registry import (
    SCORERS,
    CatalogueEntry,
    Scoring,
    catalogue,
    class_errors,
    score_function,
    scoring_errors,
    set_scoring,
    task_labels,
    whole_scoring,
)
from gradcheck.scoring.sets import Set
from gradcheck.scoring.tool_calls import ToolCalls
from gradcheck.scoring.weighted import Weighted

__all__ = [
    "SCORERS",
    "CatalogueEntry",
    "Judge",
    "Pairwise",
    "Score",
    "Scoring",
    "Set",
    "ToolCalls",
    "Weighted",
    "catalogue",
    "class_errors",
    "labels",
    "score_function",
    "scoring_errors",
    "set_scoring",
    "task_labels",
    "whole_scoring",
]
