from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from typing import cast

if TYPE_CHECKING:
  from ..models.arm_fit import ArmFit
  from ..models.arm_result import ArmResult
  from ..models.family_result import FamilyResult
  from ..models.run_outcome import RunOutcome
  from ..models.study_comparison import StudyComparison
  from ..models.study_ranking import StudyRanking
  from ..models.study_result_usage import StudyResultUsage





T = TypeVar("T", bound="StudyResult")



@_attrs_define
class StudyResult:
    """ What a study found. `complete_trials` have an outcome of every arm; `run_sd` is pooled within arms.

        Attributes:
            planned_trials (int):
            begun_trials (int):
            complete_trials (int):
            arms (list[ArmResult]):
            comparisons (list[StudyComparison]):
            families (list[FamilyResult]):
            ranking (StudyRanking): Arms from the best to the worst over the `n` trials that all of them have an outcome of;
                `text` says it.

                    `left_out` arms have no outcome at all. Arms are empty where fewer than two trials or arms can be ranked.
            fits (list[ArmFit]):
            run_sd (float | None):
            runs (list[RunOutcome]):
            usage (StudyResultUsage):
     """

    planned_trials: int
    begun_trials: int
    complete_trials: int
    arms: list[ArmResult]
    comparisons: list[StudyComparison]
    families: list[FamilyResult]
    ranking: StudyRanking
    fits: list[ArmFit]
    run_sd: float | None
    runs: list[RunOutcome]
    usage: StudyResultUsage
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)





    def to_dict(self) -> dict[str, Any]:
        from ..models.arm_fit import ArmFit # noqa: PLC0415
        from ..models.arm_result import ArmResult # noqa: PLC0415
        from ..models.family_result import FamilyResult # noqa: PLC0415
        from ..models.run_outcome import RunOutcome # noqa: PLC0415
        from ..models.study_comparison import StudyComparison # noqa: PLC0415
        from ..models.study_ranking import StudyRanking # noqa: PLC0415
        from ..models.study_result_usage import StudyResultUsage # noqa: PLC0415
        planned_trials = self.planned_trials

        begun_trials = self.begun_trials

        complete_trials = self.complete_trials

        arms = []
        for arms_item_data in self.arms:
            arms_item = arms_item_data.to_dict()
            arms.append(arms_item)



        comparisons = []
        for comparisons_item_data in self.comparisons:
            comparisons_item = comparisons_item_data.to_dict()
            comparisons.append(comparisons_item)



        families = []
        for families_item_data in self.families:
            families_item = families_item_data.to_dict()
            families.append(families_item)



        ranking = self.ranking.to_dict()

        fits = []
        for fits_item_data in self.fits:
            fits_item = fits_item_data.to_dict()
            fits.append(fits_item)



        run_sd: float | None
        run_sd = self.run_sd

        runs = []
        for runs_item_data in self.runs:
            runs_item = runs_item_data.to_dict()
            runs.append(runs_item)



        usage = self.usage.to_dict()


        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({
            "planned_trials": planned_trials,
            "begun_trials": begun_trials,
            "complete_trials": complete_trials,
            "arms": arms,
            "comparisons": comparisons,
            "families": families,
            "ranking": ranking,
            "fits": fits,
            "run_sd": run_sd,
            "runs": runs,
            "usage": usage,
        })

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.arm_fit import ArmFit # noqa: PLC0415
        from ..models.arm_result import ArmResult # noqa: PLC0415
        from ..models.family_result import FamilyResult # noqa: PLC0415
        from ..models.run_outcome import RunOutcome # noqa: PLC0415
        from ..models.study_comparison import StudyComparison # noqa: PLC0415
        from ..models.study_ranking import StudyRanking # noqa: PLC0415
        from ..models.study_result_usage import StudyResultUsage # noqa: PLC0415
        d = dict(src_dict)
        planned_trials = d.pop("planned_trials")

        begun_trials = d.pop("begun_trials")

        complete_trials = d.pop("complete_trials")

        arms = []
        _arms = d.pop("arms")
        for arms_item_data in (_arms):
            arms_item = ArmResult.from_dict(arms_item_data)



            arms.append(arms_item)


        comparisons = []
        _comparisons = d.pop("comparisons")
        for comparisons_item_data in (_comparisons):
            comparisons_item = StudyComparison.from_dict(comparisons_item_data)



            comparisons.append(comparisons_item)


        families = []
        _families = d.pop("families")
        for families_item_data in (_families):
            families_item = FamilyResult.from_dict(families_item_data)



            families.append(families_item)


        ranking = StudyRanking.from_dict(d.pop("ranking"))




        fits = []
        _fits = d.pop("fits")
        for fits_item_data in (_fits):
            fits_item = ArmFit.from_dict(fits_item_data)



            fits.append(fits_item)


        def _parse_run_sd(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        run_sd = _parse_run_sd(d.pop("run_sd"))


        runs = []
        _runs = d.pop("runs")
        for runs_item_data in (_runs):
            runs_item = RunOutcome.from_dict(runs_item_data)



            runs.append(runs_item)


        usage = StudyResultUsage.from_dict(d.pop("usage"))




        study_result = cls(
            planned_trials=planned_trials,
            begun_trials=begun_trials,
            complete_trials=complete_trials,
            arms=arms,
            comparisons=comparisons,
            families=families,
            ranking=ranking,
            fits=fits,
            run_sd=run_sd,
            runs=runs,
            usage=usage,
        )


        study_result.additional_properties = d
        return study_result

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
