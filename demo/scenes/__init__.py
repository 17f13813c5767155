"""One module for each demonstration picture; `demo.paint` asks here by the picture's slug."""

from __future__ import annotations

from collections.abc import Callable

from demo.drawing import Scene
from demo.scenes.archipelago import archipelago
from demo.scenes.blood_pressure import blood_pressure
from demo.scenes.call_network import call_network
from demo.scenes.call_nurse import call_nurse
from demo.scenes.child_drawing import child_drawing
from demo.scenes.cottage import cottage
from demo.scenes.helicopter import helicopter
from demo.scenes.laptop_desk import laptop_desk
from demo.scenes.northern_lights import northern_lights
from demo.scenes.pharmacy_shelf import pharmacy_shelf
from demo.scenes.phone_in_hand import phone_in_hand
from demo.scenes.portrait_doctor import portrait_doctor
from demo.scenes.stethoscope import stethoscope
from demo.scenes.waiting_room import waiting_room
from demo.scenes.winter_bicycle import winter_bicycle
from demo.scenes.winter_entrance import winter_entrance

SCENES: dict[str, Callable[[], Scene]] = {
    "skargard-i-gryning": archipelago,
    "blodtrycksmatning": blood_pressure,
    "samtalsnat": call_network,
    "sjukskoterska-i-radgivningssamtal": call_nurse,
    "barnteckning": child_drawing,
    "rod-stuga-i-sommarang": cottage,
    "ambulanshelikopter": helicopter,
    "videosamtal-en-vinterkvall": laptop_desk,
    "norrsken-over-fjallen": northern_lights,
    "apotekshylla": pharmacy_shelf,
    "telefon-i-handen": phone_in_hand,
    "portratt-av-en-lakare": portrait_doctor,
    "stetoskop": stethoscope,
    "vantrum-i-morgonljus": waiting_room,
    "vintercyklist": winter_bicycle,
    "vardcentral-i-skymningen": winter_entrance,
}
