"""The arms, trials and comparisons of a study as written, or as a preset gives them."""

from collections import Counter

from msgspec.structs import replace

from gradcheck.domain.base import Value
from gradcheck.errors import FieldError
from gradcheck.studies.presets import melcer2025
from gradcheck.studies.request import ArmSpec, ComparisonSpec, StudyRequest, TrackSpec

PRESETS = (melcer2025.NAME,)
_MOST = 400  # stands for a number that is a fault already, so that it is none twice


class StudyDesign(Value, frozen=True, kw_only=True):
    """What is compared with what, and how often each arm is run; `families` are those of a preset."""

    families: tuple[str, ...] = ()
    arms: tuple[ArmSpec, ...]
    trials: dict[str, int]
    comparisons: tuple[ComparisonSpec, ...]
    track: TrackSpec | None


def designed(request: StudyRequest, errors: list[FieldError]) -> StudyDesign:
    """The design of a request; what is faulty in it is left out and named."""
    design = _written(request, errors) if request.preset is None else _preset(request, errors)
    names = set(design.trials)
    errors += _comparison_errors(design.comparisons, names)
    for index, name in enumerate(design.track.arms or () if design.track else ()):
        if name not in names:
            errors.append(
                FieldError(f"track.arms[{index}]", f"unknown arm {name!r}; there are {', '.join(design.trials)}")
            )
    return design


def _written(request: StudyRequest, errors: list[FieldError]) -> StudyDesign:
    counts = Counter(arm.name for arm in request.arms)
    for index, arm in enumerate(request.arms):
        if counts[arm.name] > 1:
            errors.append(FieldError(f"arms[{index}].name", f"{arm.name!r} is used {counts[arm.name]} times"))
    if len(request.arms) < 2:
        errors.append(FieldError("arms", "a study compares at least two arms; give them, or the name of a preset"))
    if request.families is not None:
        errors.append(FieldError("families", "only a preset has families"))
    given = request.trials
    if isinstance(given, dict):
        errors.append(FieldError("trials", "only the trials of a preset go by family; give one number"))
    elif given is None and any(arm.trials is None for arm in request.arms):
        errors.append(FieldError("trials", "is required: how many runs each arm is given"))
    shared = given if isinstance(given, int) else _MOST
    trials = {arm.name: arm.trials or shared for arm in request.arms}
    return StudyDesign(arms=request.arms, trials=trials, comparisons=request.comparisons, track=request.track)


def _preset(request: StudyRequest, errors: list[FieldError]) -> StudyDesign:
    """The arms of all families, each once, as often as the family that needs it most often runs it."""
    known = melcer2025.FAMILIES
    if request.preset not in PRESETS:
        errors.append(FieldError("preset", f"unknown preset {request.preset!r}; known are {', '.join(PRESETS)}"))
        return StudyDesign(arms=(), trials={}, comparisons=(), track=None)
    for name, written in (("arms", request.arms), ("comparisons", request.comparisons)):
        if written:
            errors.append(FieldError(name, "are the preset's; leave them out, or leave the preset out"))
    asked = request.families if request.families is not None else tuple(known)
    for index, family in enumerate(asked):
        if family not in known:
            errors.append(FieldError(f"families[{index}]", f"unknown family {family!r}; known are {', '.join(known)}"))
    families = tuple(family for family in known if family in asked)
    given = request.trials
    errors += [
        FieldError(f"trials.{family}", f"is none of the families asked for: {', '.join(families)}")
        for family in (given if isinstance(given, dict) else ())
        if family not in families
    ]
    trials: dict[str, int] = {}
    for family in families:
        for arm, default in known[family].arms.items():
            count = given.get(family, default) if isinstance(given, dict) else given or default
            trials[arm] = max(count, trials.get(arm, 0))
    arms = tuple(replace(melcer2025.ARMS[name], trials=count) for name, count in trials.items())
    track = request.track or melcer2025.track(families)
    return StudyDesign(
        families=families, arms=arms, trials=trials, comparisons=melcer2025.comparisons(families), track=track
    )


def _comparison_errors(comparisons: tuple[ComparisonSpec, ...], names: set[str]) -> list[FieldError]:
    errors = []
    for index, comparison in enumerate(comparisons):
        for side, name in (("first", comparison.first), ("second", comparison.second)):
            if name not in names:
                message = f"unknown arm {name!r}; there are {', '.join(sorted(names))}"
                errors.append(FieldError(f"comparisons[{index}].{side}", message))
        if comparison.first == comparison.second:
            errors.append(
                FieldError(f"comparisons[{index}].second", "is the first arm: an arm is compared with another")
            )
    return errors
