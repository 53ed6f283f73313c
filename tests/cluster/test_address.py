from __future__ import annotations

import pytest

from inpaint_studio.cluster.address import QUEUED_WORKERS, Address
from inpaint_studio.core.errors import StudioError
from inpaint_studio.core.threads import available_cores


@pytest.mark.parametrize(
    ("words", "expected", "shown"),
    [
        ("local:3", Address("local", 3), "local:3"),
        ("local", Address("local", available_cores()), f"local:{available_cores()}"),
        ("slurm", Address("slurm", QUEUED_WORKERS), f"slurm:{QUEUED_WORKERS}"),
        ("kubernetes:40", Address("kubernetes", 40), "kubernetes:40"),
        ("tcp://10.0.0.7:8786", Address("scheduler", url="tcp://10.0.0.7:8786"), "tcp://10.0.0.7:8786"),
        ("head-node:8786", Address("scheduler", url="tcp://head-node:8786"), "tcp://head-node:8786"),
        ("tls://[::1]:8786/", Address("scheduler", url="tls://[::1]:8786"), "tls://[::1]:8786"),
    ],
)
def test_addresses(words: str, expected: Address, shown: str) -> None:
    assert Address.parse(words) == expected
    assert str(expected) == shown


@pytest.mark.parametrize(
    "words",
    ["", "local:0", "local:x", "slurm:99999999", "tcp://host", "tcp://host:99999", "http://host:80"],
)
def test_what_is_no_address(words: str) -> None:
    with pytest.raises(StudioError) as caught:
        Address.parse(words)
    assert caught.value.code == "cluster-address"
    assert words in str(caught.value)
