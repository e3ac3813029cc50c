"""A picture of any history is well formed, of one size, in whole pixels, and nothing on it is beside the paper."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given

from kpix_billing_core.rendering import balance_chart
from kpix_billing_core.testing import histories

WIDTH, HEIGHT = 764, 280
SIDES = {"x": WIDTH, "x1": WIDTH, "x2": WIDTH, "y": HEIGHT, "y1": HEIGHT, "y2": HEIGHT}
MOST = 5 * 601


@given(histories())
def test_a_balance_over_time(shown):
    """Whatever happened to a quota, and whatever its account, its campaigns and its packages are called."""
    root = ET.fromstring(balance_chart(shown))
    assert (root.get("width"), root.get("height")) == (str(WIDTH), str(HEIGHT))
    for part in root.iter():
        assert all(0 <= int(part.get(side)) <= most for side, most in SIDES.items() if part.get(side))
    for line in root.iter("{http://www.w3.org/2000/svg}path"):
        drawn = re.findall("([MHV])([0-9]+)(?: ([0-9]+))?", line.get("d"))
        assert "".join("".join(part) for part in drawn) == line.get("d").replace(" ", "")
        assert len(drawn) <= MOST
        columns = [int(number) for letter, number, _ in drawn if letter in "MH"]
        assert columns == sorted(columns)
        assert all(104 <= column <= 704 for column in columns)
        rows = [int(row or number) for letter, number, row in drawn if letter in "MV"]
        assert all(44 <= row <= 244 for row in rows)
