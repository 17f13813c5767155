"""Style sheets in order: each class has one file, is used and known; layers are named once."""

from __future__ import annotations

import gzip
import json
import re

from tests.support.style_sheets import STATIC, TEMPLATES, read_rules, read_template_classes

# How far a thing stands from what it follows: these name classes of other files, for margins alone.
DISTANCES = {"spacing.css", "desk-spacing.css"}
# Says which page it is, to rules of any file.
PAGE = "page-"
# The shapes of images, which are classes of their pictures.
SHAPES = {"portrait", "square"}
SCRIPTS = "\n".join(script.read_text("utf-8") for script in STATIC.glob("*.js"))


def is_in_a_script(name: str) -> bool:
    return re.search(rf"[\".\s`]{re.escape(name)}[\"\s`)\]]", SCRIPTS) is not None


def test_a_class_is_styled_in_one_file():
    owners: dict[str, set[str]] = {}
    for rule in read_rules():
        if rule.file not in DISTANCES:
            for name in rule.styled:
                owners.setdefault(name, set()).add(rule.file)
    assert len(owners) > 200
    assert {name: files for name, files in owners.items() if len(files) > 1} == {}


def test_the_files_of_distances_set_distances_alone():
    rules = [rule for rule in read_rules() if rule.file in DISTANCES]
    assert len(rules) > 20
    assert [rule.selector for rule in rules if not rule.is_distance] == []


def test_a_class_that_is_styled_is_given_somewhere():
    given = read_template_classes()
    begun = tuple(name.rstrip("*") for name in given if name.endswith("*"))
    styled = {
        name for rule in read_rules() for name in re.findall(r"\.([a-z][\w-]*)", rule.selector)
    }
    unused = {name for name in styled if name not in given and not name.startswith((*begun, PAGE))}
    assert {name for name in unused - SHAPES if not is_in_a_script(name)} == set()


def test_a_class_that_a_template_gives_is_known_to_a_sheet_or_a_script():
    known = {
        name for rule in read_rules() for name in re.findall(r"\.([a-z][\w-]*)", rule.selector)
    }
    unknown = {
        name: template
        for name, template in read_template_classes().items()
        if name not in known and not name.endswith("*") and not name.startswith(PAGE)
    }
    assert {name: where for name, where in unknown.items() if not is_in_a_script(name)} == {}


def test_the_order_of_layers_is_named_once_and_every_sheet_has_one():
    press = (STATIC / "press.css").read_text("utf-8")
    named = re.findall(r"@layer ([\w, ]+);", press)
    assert len(named) == 1
    imports = re.findall(r'@import "([\w.-]+)"(?: layer\((\w+)\))?;', press)
    imports += re.findall(
        r'@import "([\w.-]+)"(?: layer\((\w+)\))?;', (STATIC / "staff.css").read_text("utf-8")
    )
    assert {layer for _, layer in imports} - {""} == set(named[0].split(", "))
    assert [sheet for sheet, layer in imports if not layer] == ["font.css"]
    sheets = {sheet.name for sheet in STATIC.glob("*.css")} - {"press.css", "staff.css"}
    assert sorted(sheet for sheet, _ in imports) == sorted(sheets | {"ratios.css"})
    assert not [
        s.name
        for s in STATIC.glob("*.css")
        if s.name != "press.css" and "@layer" in s.read_text("utf-8")
    ]


def test_what_a_public_page_fetches_is_small():
    built = json.loads((STATIC / "built" / "manifest.json").read_text("utf-8"))
    sizes = {
        name: len(gzip.compress((STATIC / "built" / built[name]).read_bytes(), 9))
        for name in ("press.css", "press.js")
    }
    assert sizes["press.css"] <= 14_000
    assert sizes["press.js"] <= 10_000


def test_a_script_looks_for_what_a_template_gives():
    templates = "\n".join(page.read_text("utf-8") for page in TEMPLATES.rglob("*.html"))
    wanted = set(re.findall(r"\[(data-[\w-]+)", SCRIPTS))
    assert len(wanted) > 20
    assert {name for name in wanted if not re.search(rf"\s{name}\b", templates)} == set()
