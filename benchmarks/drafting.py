"""What reading a long document for goals costs: 100,000 characters, by `tools/gold.py`.

The document is the ones of the tests (虚构示例), again and again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from measure import Result, finished

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import gold  # noqa: E402  (found by the line above)

TIME_GOAL: Final = 3.0
MEMORY: Final = 200.0
BEST_OF: Final = 3


def results() -> Iterator[Result]:
    """Processor time and memory."""
    texts = (path.read_text("utf-8") for path in sorted(ROOT.glob("tests/data/draft/docs/*.txt")))
    document = "\n".join(texts)
    seconds, memory = map(min, zip(*(gold.cost(document) for _ in range(BEST_OF)), strict=True))
    name, imports = f"draft, {gold.LENGTH:,} characters", "import pandas, pandera.pandas"
    yield Result(name, f"{seconds:.2f} times", imports, seconds, TIME_GOAL)
    yield Result("its memory", f"{memory:.0f} MB", "200 MB", memory / MEMORY, 1.0)


if __name__ == "__main__":
    sys.exit(finished("drafting", results()))
