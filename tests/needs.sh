#!/usr/bin/env bash
# What the tests take from the machine. As root with CI set, missing Debian packages are installed;
# otherwise the one line that does it is printed, and the run stops.
set -euo pipefail

missing=()
command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null ||
  missing+=(chromium-headless-shell)
command -v exiftool >/dev/null || missing+=(libimage-exiftool-perl)
command -v openssl >/dev/null || missing+=(openssl)
command -v redis-server >/dev/null || missing+=(redis-server)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && [ -n "${CI:-}" ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
  exit 0
fi
echo "The tests need what this machine lacks. This line installs it:" >&2
echo "  apt-get update && apt-get install -y ${missing[*]}" >&2
exit 1
