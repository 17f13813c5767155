"""Wagtail's renditions of the preview set: `wagtail_set.py SOURCE FOLDER`, by a Python that has it.

Prints the CPU seconds that the renditions took, Django's start left out, and the process's peak
memory in MB.
"""

import resource
import shutil
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.files import File
from django.core.management import call_command

source, out = map(Path, sys.argv[1:])
media = out / "media"
settings.configure(
    SECRET_KEY="benchmark",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "taggit",
        "modelsearch",
        "wagtail",
        "wagtail.search",
        "wagtail.images",
        "wagtail.admin",
        "wagtail.users",
        "wagtail.documents",
    ],
    MEDIA_ROOT=str(media),
    MEDIA_URL="/media/",
    STATIC_URL="/static/",
    USE_TZ=True,
    WAGTAILADMIN_BASE_URL="http://localhost",
    WAGTAILIMAGES_JPEG_QUALITY=82,
    WAGTAILIMAGES_MAX_IMAGE_PIXELS=10**9,
    WAGTAILIMAGES_WEBP_QUALITY=80,
    WAGTAIL_SITE_NAME="benchmark",
)
django.setup()
call_command("migrate", verbosity=0, run_syncdb=True)

from wagtail.images.models import Image  # noqa: E402  Django must be set up first

image = Image(title="photograph")
with source.open("rb") as file:
    image.file.save(source.name, File(file))
image.save()
began = time.process_time()
made = image.get_renditions(
    *(
        f"max-{edge}x{edge}|format-{form}"
        for edge in (2048, 1280, 640, 320)
        for form in ("jpeg", "webp")
    )
)
spent = time.process_time() - began
for spec, rendition in made.items():
    edge, form = spec.split("|")[0].split("x")[-1], spec.rsplit("-", 1)[1]
    shutil.copy(rendition.file.path, out / f"w{edge}.{'jpg' if form == 'jpeg' else form}")
shutil.rmtree(media)
print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
