"""Mistakes of the sample are made in code, and each is another program."""

import ast

from tests.sample.mistakes import Finder

SOURCE = '''
def f(a: int = 1) -> str:
    """Text"""
    if a and b:
        log.info(1)
    h(c=a)
'''


def test_mistakes_are_made_in_code_alone():
    found = Finder("f.py", SOURCE, {"h": {"c"}}).found
    changed = [mistake.apply(SOURCE.encode()).decode() for mistake in found]
    assert any("(h())" in text for text in changed)
    assert all("log.info(1)" in text and '"""Text"""' in text for text in changed)
    assert len({ast.dump(ast.parse(text)) for text in [SOURCE, *changed]}) == len(found) + 1
