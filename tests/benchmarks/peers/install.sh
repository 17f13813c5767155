#!/usr/bin/env bash
# Brings the rivals of `make bench` to .peers/, each into an environment of its own, pinned with
# hashes. ImageMagick is the machine's: as root with CI set it is installed, otherwise said.
set -euo pipefail
cd "$(dirname "$0")"
peers=../../../.peers
for name in thumbor wagtail; do
  test -x "$peers/$name/bin/python" || "${PYTHON:-python3}" -m venv "$peers/$name"
  uv pip install -q --compile-bytecode --python "$peers/$name/bin/python" --require-hashes -r "$name.txt" ||
    "$peers/$name/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$name.txt"
done
mkdir -p "$peers/sharp"
cp package.json package-lock.json "$peers/sharp/"
npm ci --prefix "$peers/sharp" --no-audit --no-fund --silent
ls /usr/bin/magick /usr/bin/convert >/dev/null 2>&1 && exit 0
if [ "$(id -u)" -eq 0 ] && [ -n "${CI:-}" ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends imagemagick
  exit 0
fi
echo "The table lacks ImageMagick. This line installs it: apt-get update && apt-get install -y imagemagick" >&2
