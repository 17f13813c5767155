"""Uploading straight to the store, the network cut and one file's parts dropped there: every file
is in once, to the last byte, with what was said of the batch.
"""

import hashlib
from pathlib import Path

from playwright.sync_api import Browser

from storage_adapters.s3.place import read_place
from tests.imaging import samples
from tests.journeys.house import open_house
from tests.journeys.uploading import Network, at_the_desk, done, say, taken, wait_until
from tests.servers.seaweed import BUCKET, Seaweed
from tests.support.chromium import Reader

CORS = {
    "CORSRules": [
        {
            "AllowedOrigins": ["*"],
            "AllowedMethods": ["PUT"],
            "AllowedHeaders": ["x-amz-checksum-sha256"],
            "ExposeHeaders": ["ETag"],
        }
    ]
}

VERBS = "/redaktion/uppladdningar/"


def test_parts_go_straight_to_the_store(tmp_path: Path, browser: Browser, seaweed: Seaweed) -> None:
    seaweed.client().put_bucket_cors(Bucket=BUCKET, CORSConfiguration=CORS)
    url = seaweed.url(public=seaweed.endpoint)
    files = pictures(tmp_path, sizes=[1_000_000, 6_000_000, 12_000_000])
    with (
        open_house(tmp_path / "house", DAM_STORAGE_URL=url) as house,
        at_the_desk(browser, house, store=seaweed.endpoint) as desk,
    ):
        page, network = desk.page, Network(desk.page)
        network.slow()
        say(page, Fotograf="Anna Ek")
        page.locator("#files").set_input_files(files)
        wait_until(page, lambda: taken(page) >= 1)
        wait_until(page, lambda: bool(list_uploads(seaweed, url)))
        network.cut()
        page.wait_for_timeout(500)
        drop_one(seaweed, url)
        network.full()
        wait_until(page, lambda: done(page) == len(files))
        assert_all_in(desk, files, creators="Anna Ek", place="")
        desk.faults[:] = [
            fault for fault in desk.faults if not tells_of_dropped_parts(fault, seaweed.endpoint)
        ]


def list_uploads(seaweed: Seaweed, url: str) -> list[dict[str, str]]:
    """Return the files whose parts are on their way."""
    prefix = read_place(url).prefix
    listed = seaweed.client().list_multipart_uploads(Bucket=BUCKET, Prefix=prefix)
    return listed.get("Uploads", [])


def drop_one(seaweed: Seaweed, url: str) -> None:
    """Abort a file on its way, as a rule of the bucket may."""
    upload = list_uploads(seaweed, url)[0]
    seaweed.client().abort_multipart_upload(
        Bucket=BUCKET, Key=upload["Key"], UploadId=upload["UploadId"]
    )


def tells_of_dropped_parts(fault: str, store: str) -> bool:
    """The store says so where a part is sent, and we where what has come is asked for first."""
    missing = "status of 404" in fault and (f"({store}/" in fault or VERBS in fault)
    return missing or 'unsafe header "x-amz-error-code"' in fault


def pictures(folder: Path, *, sizes: list[int]) -> list[Path]:
    """Photographs of few pixels, each with a tail that makes it as large as wanted."""
    made = []
    for number, size in enumerate(sizes):
        data = samples.save(samples.photograph(120, 80, number), "JPEG", quality=80)
        path = folder / f"bild-{number}.jpg"
        path.write_bytes(data + hashlib.shake_256(data).digest(size - len(data)))
        made.append(path)
    return made


def assert_all_in(desk: Reader, files: list[Path], **said: str) -> None:
    """Every file is an image of its own, the same to the last byte, and carries what was said."""
    rows = {
        row.locator(".upload-name").inner_text(): row.locator(".upload-open").get_attribute("href")
        for row in desk.page.locator(".upload").all()
    }
    assert rows.keys() == {file.name for file in files}
    assert len(set(rows.values())) == len(files)
    for file in files:
        stored = desk.context.request.get(f"{desk.origin}{rows[file.name]}/filer/received")
        assert stored.body() == file.read_bytes()
        desk.open(rows[file.name] or "")
        for name, value in said.items():
            assert desk.page.locator(f"#{name}").input_value() == value
