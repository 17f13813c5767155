"""Deliveries signed with C2PA, verified by its library with the test's anchor."""

import io
import json
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from dataclasses import replace

import c2pa
import pytest
from sqlalchemy import select

from config.settings import load_settings
from dam.database.models import Download, Image, SignedFile
from dam.delivery import files, press_record
from dam.delivery.signed_files import SignedFiles
from dam.errors import Misconfigured
from dam.imaging.c2pa.read import make_c2pa_settings as offline
from dam.imaging.c2pa.sign import FileSigner
from dam.ingest import orphans
from dam.services import open_services, transaction
from dam.web.app import create_app
from dam.worker import main, periodic
from tests.imaging import logotypes, samples
from tests.servers.certificates import chain
from tests.support.delivered import FILE_ADDRESS, IMAGE_PAGE
from tests.support.room import Room

OURS, CAMERA = chain(), chain("Kamera")


@pytest.fixture
def signing():
    return FileSigner(OURS.certificates, OURS.key)


@pytest.fixture
def services(services, signing):
    settings = services.settings.model_copy(update={"c2pa_anchors": CAMERA.anchor})
    signed = SignedFiles(services.storage, signing)
    return replace(services, settings=settings, signed=signed)


def verify(data: bytes, kind: str = "image/jpeg", anchor: str | None = OURS.anchor):
    """Return the state and the active manifest."""
    context = c2pa.Context(settings=offline(anchor))
    with c2pa.Reader(kind, io.BytesIO(data), context=context) as reader:
        said = json.loads(reader.json())
        return str(reader.get_validation_state()), said["manifests"][said["active_manifest"]]


def from_camera(picture: bytes) -> bytes:
    """The picture as a camera hands it over that signs what it has taken."""
    manifest = {
        "claim_generator_info": [{"name": "Kamera 3000"}],
        "assertions": [
            {
                "label": "c2pa.actions.v2",
                "data": {
                    "actions": [
                        {
                            "action": "c2pa.created",
                            "digitalSourceType": "http://cv.iptc.org/newscodes/"
                            "digitalsourcetype/digitalCapture",
                        }
                    ]
                },
            },
            {
                "label": "stds.exif",
                "data": {
                    "@context": {"exif": "http://ns.adobe.com/exif/1.0/"},
                    "exif:GPSLatitude": "63,49.5N",
                    "exif:BodySerialNumber": "SERIAL-4711",
                },
            },
        ],
    }
    info = c2pa.C2paSignerInfo(
        alg=b"es256",
        sign_cert=CAMERA.certificates.encode(),
        private_key=CAMERA.key.encode(),
        ta_url=None,
    )
    target = io.BytesIO()
    context = c2pa.Context(settings=offline(None))
    with c2pa.Signer.from_info(info) as signer, c2pa.Builder(manifest, context=context) as builder:
        builder.sign(signer, "image/jpeg", io.BytesIO(picture), target)
    return target.getvalue()


@pytest.mark.parametrize(
    "name", ["baseline.jpg", "alpha.png", "16-bit.tif", "lossy.webp", "rgb.avif"]
)
def test_a_download_is_trusted_with_the_anchor_and_invalid_with_one_byte_changed(
    room, outsider, read_back, name
):
    upload = samples.accepted(name)
    one = room.add(upload, name=name)
    answer = outsider.get(FILE_ADDRESS.format(one, "original"))
    kind = answer.headers["Content-Type"]
    state, manifest = verify(answer.data, kind)
    assert state == "Trusted"
    assert manifest["signature_info"]["common_name"] == "Pressbilder"
    actions = [one["action"] for one in manifest["assertions"][0]["data"]["actions"]]
    assert actions == ["c2pa.opened", "c2pa.published"]
    assert verify(answer.data, kind, CAMERA.anchor)[0] == "Valid"
    changed = bytearray(answer.data)
    # A byte of the pixels: they stand as they were uploaded, but in a file made over to JPEG.
    pixels = changed.find(upload[len(upload) // 2 :][:12])
    changed[pixels if pixels > 0 else -100] ^= 1
    assert verify(bytes(changed), kind)[0] == "Invalid"
    told = read_back(answer.data)
    assert told["XMP-photoshop:Credit"] == "Foto: Åsa Öberg/1177"


def test_every_size_is_signed_once(room, outsider, services):
    one = room.add(samples.save(samples.photograph(1600, 900, 3), "JPEG", quality=85))
    page = outsider.get(IMAGE_PAGE.format(one)).text
    addresses = {part.split(" ")[0] for part in page.split('"') if part.startswith("/bild/")}
    addresses |= {
        part for line in page.split('srcset="')[1:] for part in line.split('"')[0].split()
    }
    previews = sorted(one for one in addresses if one.startswith("/bild/"))
    assert {"w320.webp", "w640.jpg", "w1280.webp"} <= {one.rsplit("/")[-1] for one in previews}
    for address in previews:
        answer = outsider.get(address)
        assert verify(answer.data, answer.headers["Content-Type"])[0] == "Trusted", address
    for size in ("original", "tryck", "webb", "socialt"):
        first, again = (outsider.get(FILE_ADDRESS.format(one, size)) for _ in range(2))
        assert verify(first.data)[0] == "Trusted"
        assert first.data == again.data
        assert first.headers["ETag"] == again.headers["ETag"]
        part = outsider.get(FILE_ADDRESS.format(one, size), headers={"Range": "bytes=100-299"})
        assert (part.status_code, part.data) == (206, first.data[100:300])
        same = outsider.get(
            FILE_ADDRESS.format(one, size), headers={"If-None-Match": first.headers["ETag"]}
        )
        assert same.status_code == 304
    with services.database.reading() as session:
        kept = session.scalars(select(SignedFile)).all()
        assert len(kept) == len({(row.size, row.head) for row in kept})
        wrong = orphans.check_stored_files(session, services.storage, before=room.now()).wrong
        assert not wrong
    periodic.fold_downloads(services)
    with services.database.reading() as session:
        digests = {row.digest for row in session.scalars(select(Download))}
    assert first.headers["ETag"].strip('"') in digests


def test_of_two_at_the_same_moment_one_file_serves_both(room, outsider, services):
    address, now = FILE_ADDRESS.format(room.add(), "original"), services.clock()

    @contextmanager
    def writing_after_another():
        answers.append(outsider.get(address))
        with transaction.writing(services) as session:
            yield session

    answers = []
    with services.database.reading() as session:
        image = session.scalars(select(Image)).one()
        record = press_record.build_metadata(image, services.site, now)
        leaving = files.prepare_download(image, record, "original")
        signed = services.signed.of(
            session, image, leaving, "original", writing=writing_after_another, now=now
        )
    assert {answer.headers["ETag"] for answer in answers} == {f'"{signed.joined.etag}"'}
    with services.database.reading() as session:
        assert session.scalars(select(SignedFile.key)).all() == [signed.key]


def test_a_changed_record_is_signed_anew_and_the_old_goes(room, outsider, services, clock):
    one = room.add()
    before = outsider.get(FILE_ADDRESS.format(one, "original"))
    clock.at = clock.at.replace(hour=14)
    room.edit(one, credit_override="Bild: Byrån")
    after = outsider.get(FILE_ADDRESS.format(one, "original"))
    assert before.headers["ETag"] != after.headers["ETag"]
    assert "Bild: Byrån".encode() in after.data
    assert verify(after.data)[0] == "Trusted"
    with services.database.reading() as session:
        assert len(session.scalars(select(SignedFile)).all()) == 1
    room.withdraw(one)
    with services.database.reading() as session:
        assert session.scalars(select(SignedFile)).all() == []


def test_a_received_manifest_is_read_shown_and_named_as_parent(room, outsider, services):
    data = from_camera(samples.save(samples.photograph(900, 600, 5), "JPEG", quality=90))
    assert b"SERIAL-4711" in data
    one = room.upload(data)
    main.do_all(services)
    said = room.look(one, lambda image: image.file.provenance)
    assert (said["state"], said["signer"]) == ("trusted", "Kamera")
    assert said["generator"] == "Kamera 3000"
    assert said["actions"] == ["c2pa.created"]
    assert room.look(one, lambda image: image.digital_source_type) == "digitalCapture"
    room.describe(one)
    room.publish(one)
    page = outsider.get(outsider.get(f"/bilder/{one}").location).text
    assert "Innehållsuppgifter" in page
    assert "Kamera" in page
    delivered = outsider.get(FILE_ADDRESS.format(one, "original")).data
    state, manifest = verify(delivered)
    assert state == "Trusted"
    [parent] = manifest["ingredients"]
    assert parent["relationship"] == "parentOf"
    assert parent["active_manifest"]
    assert b"SERIAL-4711" not in delivered
    assert b"63,49.5N" not in delivered
    with services.storage.open(room.look(one, lambda image: image.file.key)) as kept:
        assert kept.read() == data


def test_a_manifest_that_does_not_hold_is_said_to_be_broken(room, outsider):
    data = bytearray(from_camera(samples.save(samples.photograph(900, 600, 6), "JPEG", quality=90)))
    data[-3000] ^= 1
    one = room.add(bytes(data))
    assert room.look(one, lambda image: image.file.provenance["state"]) == "invalid"
    page = outsider.get(outsider.get(f"/bilder/{one}").location).text
    assert "som inte stämmer" in page
    assert verify(outsider.get(FILE_ADDRESS.format(one, "original")).data)[0] == "Trusted"


def test_without_a_certificate_nothing_is_signed(services):
    services = replace(services, signed=None)
    room = Room(services)
    one = room.add()
    data = create_app(services).test_client().get(FILE_ADDRESS.format(one, "original")).data
    assert c2pa.Reader.try_create("image/jpeg", io.BytesIO(data)) is None
    with services.database.reading() as session:
        assert session.scalars(select(SignedFile)).all() == []


@pytest.mark.parametrize(
    ("given", "variable"),
    [
        ({"DAM_C2PA_CERT": OURS.certificates}, "DAM_C2PA_KEY"),
        ({"DAM_C2PA_KEY": OURS.key}, "DAM_C2PA_CERT"),
        ({"DAM_C2PA_CERT": OURS.certificates, "DAM_C2PA_KEY": CAMERA.key}, "DAM_C2PA_CERT"),
        ({"DAM_C2PA_CERT": "x", "DAM_C2PA_KEY": OURS.key}, "DAM_C2PA_CERT"),
        ({"DAM_C2PA_CERT": OURS.certificates, "DAM_C2PA_KEY": "x"}, "DAM_C2PA_CERT"),
    ],
)
def test_a_certificate_that_cannot_sign_stops_the_start(tmp_path, given, variable):
    with pytest.raises(Misconfigured, match=variable):
        open_services(load_settings(given, root=tmp_path))


def test_a_signed_svg_is_valid_and_as_harmless(room, outsider, read_back):
    harmful = logotypes.SVG.replace(b"</svg>", b"<script>alert(1)</script></svg>")
    one = room.add(harmful, name="logotyp.svg")

    answer = outsider.get(FILE_ADDRESS.format(one, "original"))

    assert verify(answer.data, "image/svg+xml")[0] == "Trusted"
    assert ET.fromstring(answer.data).tag.endswith("svg")
    assert b"<script" not in answer.data
    assert read_back(answer.data)["XMP-photoshop:Credit"] == "Åsa Öberg/1177"
