"""One module for each demonstration picture; `dam.demo.paint` asks here by the picture's slug."""

from __future__ import annotations

from collections.abc import Callable

from dam.demo.drawing import Scene
from dam.demo.scenes.archipelago import archipelago
from dam.demo.scenes.blood_pressure import blood_pressure
from dam.demo.scenes.call_network import call_network
from dam.demo.scenes.call_nurse import call_nurse
from dam.demo.scenes.child_drawing import child_drawing
from dam.demo.scenes.cottage import cottage
from dam.demo.scenes.helicopter import helicopter
from dam.demo.scenes.laptop_desk import laptop_desk
from dam.demo.scenes.northern_lights import northern_lights
from dam.demo.scenes.pharmacy_shelf import pharmacy_shelf
from dam.demo.scenes.phone_in_hand import phone_in_hand
from dam.demo.scenes.portrait_doctor import portrait_doctor
from dam.demo.scenes.stethoscope import stethoscope
from dam.demo.scenes.waiting_room import waiting_room
from dam.demo.scenes.winter_bicycle import winter_bicycle
from dam.demo.scenes.winter_entrance import winter_entrance

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
