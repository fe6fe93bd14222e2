#!/bin/sh
# Installs what this checkout needs and this machine lacks: npm packages, then Debian packages. Quick when all is there.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

if ! cmp -s package-lock.json node_modules/.installed-lock; then
  echo "setup: npm packages"
  npm ci --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.installed-lock
fi

missing=$(node_modules/.bin/node scripts/missing-packages.ts)
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "setup: this needs root, to install$missing and to run machines. Run it again with sudo." >&2
  exit 4
fi
echo "setup: Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $missing >/dev/null
