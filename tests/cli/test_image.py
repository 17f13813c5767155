"""flask image add, list, show, get, publish, withdraw, and check, from end to end."""

import subprocess

import pytest

from tests.imaging.encoded import cicp, encoded, png
from tests.imaging.metadata.xmp_files import xmp_packet
from tests.imaging.samples import accepted, chunk
from tests.programs import require_program
from tests.support.shell import IMAGE_OPTIONS


def test_from_file_to_withdrawn(shell, picture_file, tmp_path):
    broken = tmp_path / "trasig.jpg"
    broken.write_bytes(picture_file.read_bytes()[:3000])
    strange = shell("image", "add", str(picture_file), "--collection", "finns-inte")
    assert strange.code == 1
    assert "Det finns ingen samling finns-inte." in strange.err
    into = ("--collection", "personer", "--collection", "1177-se")
    added = shell(
        "image", "add", str(picture_file), str(broken), *IMAGE_OPTIONS, *into, "--publish", "--wait"
    )
    assert added.code == 1, "one file was refused"
    first, second = added.lines
    assert first["state"] == "published"
    assert first["error"] is None
    assert first["url"].endswith("/bilder/radgivning-i-telefon-1")
    assert second["id"] is None
    assert second["error"].endswith(".")

    again = shell("image", "add", str(picture_file))
    assert again.code == 0
    assert (again.lines[0]["id"], again.lines[0]["duplicate_of"]) == (1, 1)

    answer = shell("image", "show", "IN-1")
    assert "Åsa Öberg" in answer.out
    shown = answer.lines[0]
    assert shown["terms"] == {"slug": "fri-redaktionell", "version": 1, "class": "free"}
    assert shown["described"]["credit"] == "Foto: Åsa Öberg/Inera"
    assert shown["reasons"] == []
    assert shown["collections"] == ["1177-se", "personer"]
    assert {one["name"] for one in shown["renditions"]} >= {"w320", "w2048", "tryck", "webb"}
    assert shown["original"]["bytes"] == picture_file.stat().st_size

    for size in ("original", "tryck", "w640"):
        to = tmp_path / size
        assert shell("image", "get", "1", "--size", size, "--to", str(to)).code == 0
        told = subprocess.run(
            [require_program("exiftool"), "-s3", "-XMP:Credit", to],
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == "Foto: Åsa Öberg/Inera"
    received = tmp_path / "received"
    assert shell("image", "get", "1", "--size", "received", "--to", str(received)).code == 0
    assert received.read_bytes() == picture_file.read_bytes()

    assert [one["id"] for one in shell("image", "list", "--state", "published").lines] == [1]
    checked = shell("check")
    assert checked.code == 0, checked.out
    assert shell("image", "withdraw", "1", "--reason", "tycker").code == 1
    assert shell("image", "withdraw", "1", "--reason", "rights").code == 0
    assert (
        shell("image", "list", "--state", "withdrawn").lines[0]["title"] == "Rådgivning i telefon"
    )


def test_what_is_missing_is_told_and_blocks(shell, picture_file):
    added = shell("image", "add", str(picture_file), "--publish", "--wait")
    assert added.code == 1
    assert added.lines[0]["state"] == "draft"
    assert "Skriv en titel." in added.lines[0]["error"]
    told = shell("image", "publish", "1")
    assert told.code == 1
    assert "no_terms: Välj villkor." in told.err
    shown = shell("image", "show", "1").lines[0]
    assert {one["code"] for one in shown["reasons"]} >= {"not_published", "no_title", "no_terms"}


def test_what_a_system_left_is_passed_over_and_a_file_without_ending_is_taken(
    shell, picture_file, tmp_path
):
    left = [
        tmp_path / name for name in ("._bild.jpg", ".DS_Store", "Thumbs.db", "__MACOSX/bild.jpg")
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"\0\5\x16\7")
    bare = picture_file.rename(tmp_path / "bild")

    added = shell("image", "add", *map(str, (*left, bare)))

    assert (added.code, added.err) == (0, "")
    assert [(one["file"], one["id"]) for one in added.lines] == [(str(bare), 1)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "999"], "Det finns ingen bild IN-999."),
        (["show", "hej"], "hej är inget bild-id."),
        (["withdraw", "999", "--reason", "rights"], "Det finns ingen bild IN-999."),
    ],
)
def test_an_error_is_a_sentence_and_exit_1(shell, arguments, words):
    told = shell("image", *arguments)
    assert told.code == 1
    assert words in told.err


def test_an_error_in_a_process_of_its_own_has_no_traceback(shell):
    told = shell.process("image", "show", "999")
    assert (told.code, told.out) == (1, "")
    assert told.err == "Error: Det finns ingen bild IN-999.\n"


def test_what_the_file_says_is_the_first_description(shell, tmp_path):
    path = tmp_path / "iptc.jpg"
    path.write_bytes(accepted("baseline.jpg"))
    subprocess.run(
        [
            require_program("exiftool"), "-q", "-overwrite_original", "-charset", "iptc=UTF8",
            "-IPTC:CodedCharacterSet=UTF8", "-IPTC:ObjectName=Rubrik å", "-IPTC:By-line=Åsa Öberg",
            "-XMP-dc:Description=Vem, vad, var", "-GPSLatitude=59", "-GPSLatitudeRef=N", path,
        ],
        check=True,
    )  # fmt: skip
    shell("image", "add", str(path))
    shown = shell("image", "show", "1").lines[0]
    assert shown["received"]["title"] == shown["described"]["title"] == "Rubrik å"
    assert shown["received"]["creator"] == ["Åsa Öberg"]
    assert shown["described"]["description"] == "Vem, vad, var"
    assert shown["received"]["city"] is None
    assert shown["received"]["removed"] == ["GPS-position"]
    assert shown["received"]["others"] == shown["received"]["warnings"] == []
    assert shown["original"]["hdr"] is None


def test_what_staff_are_told_of_the_file_is_shown(shell, tmp_path):
    titles = '<rdf:li xml:lang="sv">Karta</rdf:li><rdf:li xml:lang="en">Chart</rdf:li>'
    packet = xmp_packet(elements=f"<dc:title><rdf:Alt>{titles}</rdf:Alt></dc:title>")
    told = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + packet)
    path = tmp_path / "pq.png"
    path.write_bytes(png(encoded(9, 16), cicp(9, 16), behind=(told,)))
    shell("image", "add", str(path))
    shown = shell("image", "show", "1").lines[0]
    assert (shown["original"]["icc"], shown["original"]["hdr"]) == ("Rec. 2100 PQ", "PQ")
    [warning] = shown["received"]["warnings"]
    assert warning.startswith("Bilden är i HDR (PQ).")
    assert shown["received"]["title"] == "Karta"
    assert shown["received"]["others"] == ["Titeln (XMP, en): Chart"]


def test_into_the_bin_and_out_of_it(shell, picture_file):
    [added] = shell("image", "add", str(picture_file), *IMAGE_OPTIONS).lines
    one = str(added["id"])
    wrong = shell("image", "delete", one, "999")
    assert wrong.code == 1
    assert shell("image", "list").lines, "all of them or none"
    assert shell("image", "delete", f"IN-{one}").code == 0
    assert shell("image", "list").lines == []
    hidden = shell("image", "publish", one)
    assert hidden.code == 1
    assert "ligger i papperskorgen" in hidden.err
    again = shell("image", "add", str(picture_file), "--wait")
    assert again.code == 0
    assert (again.lines[0]["duplicate_of"], again.lines[0]["binned"]) == (added["id"], True)
    assert f"flask image restore {one}" in again.err
    assert shell("check").code in {0, 1}
    assert shell("image", "restore", one).code == 0
    assert shell("image", "restore", one).code == 1
    assert [row["id"] for row in shell("image", "list").lines] == [added["id"]]
