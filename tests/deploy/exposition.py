"""What `/metrics` can show: the series of every collector and their labels. It owns no names."""

from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

from gradcheck.telemetry import Telemetry
from gradcheck.telemetry.money import Spent


def exposed() -> dict[str, dict[str, set[str]]]:
    """Labels by series by the collector's name, read from samples of a registry where every collector has a child."""
    telemetry = Telemetry(CollectorRegistry())
    for collector in vars(telemetry).values():
        if isinstance(collector, MetricWrapperBase) and collector._labelnames:
            collector.labels(*("any" for _ in collector._labelnames))
    telemetry.spending.spent = [Spent(tenant="any", provider="any", model="any", role="any")]
    families: dict[str, dict[str, set[str]]] = {}
    for family in telemetry.registry.collect():
        series = families.setdefault(family.name, {})
        for sample in family.samples:
            series.setdefault(sample.name, set()).update(sample.labels)
    return families


def exposed_series() -> dict[str, set[str]]:
    """Labels by series."""
    return {name: labels for series in exposed().values() for name, labels in series.items()}
