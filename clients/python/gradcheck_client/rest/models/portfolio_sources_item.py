from typing import Literal

PortfolioSourcesItem = Literal['blind', 'crossover', 'demos', 'feedback', 'induction', 'placebo']

PORTFOLIO_SOURCES_ITEM_VALUES: set[PortfolioSourcesItem] = { 'blind', 'crossover', 'demos', 'feedback', 'induction', 'placebo',  }

def check_portfolio_sources_item(value: str) -> PortfolioSourcesItem:
    if value in PORTFOLIO_SOURCES_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PORTFOLIO_SOURCES_ITEM_VALUES!r}")
