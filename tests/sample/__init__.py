"""A sample of mistakes over the whole product: are they seen by the tests that reach them?"""

from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULT = HERE / "result.json"
REASONS = HERE / "survivors.toml"
CACHE = ROOT / ".sample"
