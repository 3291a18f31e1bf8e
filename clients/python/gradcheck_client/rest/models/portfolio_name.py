from typing import Literal

PortfolioName = Literal['portfolio']

PORTFOLIO_NAME_VALUES: set[PortfolioName] = { 'portfolio',  }

def check_portfolio_name(value: str) -> PortfolioName:
    if value in PORTFOLIO_NAME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PORTFOLIO_NAME_VALUES!r}")
