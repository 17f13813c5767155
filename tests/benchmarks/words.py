"""`make bench PARTS=words`: how well search answers the judged queries, on both databases.

By layer: words as they stand, questions, compounds, synonyms, English, without marks, misspelt,
typed signs. `worst` beside it names the queries that are answered worst.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from dam.database.migrations import upgrade_schema
from dam.database.session import Database
from tests.search.judged.judged_set import Score, fill_with_judged, measure_search
from tests.servers import postgres
from tests.support.clock import NOW

HEAD = f"{'layer':<10}{'queries':>8}{'nDCG@10':>9}{'recall@10':>11}{'no hits':>9}"


def measure(url: str) -> dict[str, Score]:
    database = Database(url)
    upgrade_schema(database.engine)
    with database.writing() as session:
        scores = measure_search(session, fill_with_judged(session, NOW), NOW)
    database.close()
    return scores


def show(name: str, scores: dict[str, Score]) -> None:
    print(f"\n{name}\n{HEAD}")
    for layer, score in scores.items():
        ndcg, recall, empty = score.means()
        print(f"{layer or 'all':<10}{score.queries:>8}{ndcg:>9.3f}{recall:>11.3f}{empty:>9.1%}")


def main(names: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="words-") as folder:
        found = {"SQLite": measure(f"sqlite:///{Path(folder, 'words.sqlite')}")}
        if "sqlite" not in names:
            with postgres.running() as url:
                found["PostgreSQL"] = measure(url.format(database="postgres"))
    for name, scores in found.items():
        show(name, scores)
    for ndcg, text in sorted(found["SQLite"][""].worst)[: 60 if "worst" in names else 0]:
        print(f"{ndcg:.2f} {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
