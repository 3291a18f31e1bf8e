from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, BinaryIO, TextIO, TYPE_CHECKING, Generator

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

from ..models.portfolio_name import check_portfolio_name
from ..models.portfolio_name import PortfolioName
from ..models.portfolio_sources_item import check_portfolio_sources_item
from ..models.portfolio_sources_item import PortfolioSourcesItem
from ..types import UNSET, Unset
from typing import cast






T = TypeVar("T", bound="Portfolio")



@_attrs_define
class Portfolio:
    """ Feedback, placebo, blind, crossover, demo and induction proposals compete as arms of a bandit.

        Each round makes `width` proposals from the best candidate so far, some of which read its answers on a minibatch
    of
        `train`, and tries them beside it on a fresh one, which the next round reads. Then the `keep` candidates of the
        highest estimated worth are tried on more of `validation`, in blocks that grow; only who was tried there can be
    the
        best. Proposals go to sources by Thompson sampling over what theirs did on fresh minibatches. Who cannot beat
    the
        best by `delta` any more, by a test that is valid at any time, is out; a run ends after `quiet` rounds in a row
    that
        leave nobody. The result's `sources` say what each source's proposals did, with intervals that hold at any time,
    and
        what its links in the winner's descent gained.

        Attributes:
            name (PortfolioName):
            rounds (int | None | Unset): Steps; null goes on until the budget is used. Default: 10.
            width (int | Unset): Proposals in a round. Default: 4.
            sources (list[PortfolioSourcesItem] | Unset): Kinds of proposals that compete.
            minibatch (int | Unset): Train examples that a proposal is first tried on; at most half of all. Default: 16.
            demos (int | Unset): The most demos of a proposal. Default: 4.
            keep (int | Unset): Candidates that are tried on more of validation in a round. Default: 2.
            block (int | Unset): Validation items in the first block; later ones grow. Default: 16.
            delta (float | Unset): The least gain that matters; who cannot reach it is out. Default: 0.02.
            alpha (float | Unset): The chance of error, on each side, of the test by which candidates are out. Default: 0.1.
            quiet (int | Unset): Rounds in a row that leave nobody, after which the run ends. Default: 2.
     """

    name: PortfolioName
    rounds: int | None | Unset = 10
    width: int | Unset = 4
    sources: list[PortfolioSourcesItem] | Unset = UNSET
    minibatch: int | Unset = 16
    demos: int | Unset = 4
    keep: int | Unset = 2
    block: int | Unset = 16
    delta: float | Unset = 0.02
    alpha: float | Unset = 0.1
    quiet: int | Unset = 2





    def to_dict(self) -> dict[str, Any]:
        name: str = self.name

        rounds: int | None | Unset
        if isinstance(self.rounds, Unset):
            rounds = UNSET
        else:
            rounds = self.rounds

        width = self.width

        sources: list[str] | Unset = UNSET
        if not isinstance(self.sources, Unset):
            sources = []
            for sources_item_data in self.sources:
                sources_item: str = sources_item_data
                sources.append(sources_item)



        minibatch = self.minibatch

        demos = self.demos

        keep = self.keep

        block = self.block

        delta = self.delta

        alpha = self.alpha

        quiet = self.quiet


        field_dict: dict[str, Any] = {}

        field_dict.update({
            "name": name,
        })
        if rounds is not UNSET:
            field_dict["rounds"] = rounds
        if width is not UNSET:
            field_dict["width"] = width
        if sources is not UNSET:
            field_dict["sources"] = sources
        if minibatch is not UNSET:
            field_dict["minibatch"] = minibatch
        if demos is not UNSET:
            field_dict["demos"] = demos
        if keep is not UNSET:
            field_dict["keep"] = keep
        if block is not UNSET:
            field_dict["block"] = block
        if delta is not UNSET:
            field_dict["delta"] = delta
        if alpha is not UNSET:
            field_dict["alpha"] = alpha
        if quiet is not UNSET:
            field_dict["quiet"] = quiet

        return field_dict



    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = check_portfolio_name(d.pop("name"))




        def _parse_rounds(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        rounds = _parse_rounds(d.pop("rounds", UNSET))


        width = d.pop("width", UNSET)

        _sources = d.pop("sources", UNSET)
        sources: list[PortfolioSourcesItem] | Unset = UNSET
        if _sources is not UNSET:
            sources = []
            for sources_item_data in _sources:
                sources_item = check_portfolio_sources_item(sources_item_data)



                sources.append(sources_item)


        minibatch = d.pop("minibatch", UNSET)

        demos = d.pop("demos", UNSET)

        keep = d.pop("keep", UNSET)

        block = d.pop("block", UNSET)

        delta = d.pop("delta", UNSET)

        alpha = d.pop("alpha", UNSET)

        quiet = d.pop("quiet", UNSET)

        portfolio = cls(
            name=name,
            rounds=rounds,
            width=width,
            sources=sources,
            minibatch=minibatch,
            demos=demos,
            keep=keep,
            block=block,
            delta=delta,
            alpha=alpha,
            quiet=quiet,
        )

        return portfolio

