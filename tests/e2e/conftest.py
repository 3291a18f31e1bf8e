"""What tests of several processes share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.cluster import Cluster, cluster_in


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """No process yet; the test starts what it needs."""
    with cluster_in(tmp_path) as cluster:
        yield cluster
