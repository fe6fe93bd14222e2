#!/bin/sh
# Installs what this checkout needs and this machine lacks: npm packages, then Debian packages. Quick when all is there.
# Of several at once in a checkout, or on a machine, one installs, and the others wait for it.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"

# What is started must not have the locks' files open: it may outlive this.
exec 8<package-lock.json
flock 8
if ! cmp -s package-lock.json node_modules/.installed-lock; then
  echo "setup: npm packages"
  npm ci --no-audit --no-fund --loglevel=error 8<&-
  cp package-lock.json node_modules/.installed-lock
fi
exec 8<&-

missing_packages() { node_modules/.bin/node scripts/missing-packages.ts; }
missing=$(missing_packages)
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "setup: this needs root, to install$missing and to run machines. Run it again with sudo." >&2
  exit 4
fi
exec 9</etc/debian_version
flock 9
missing=$(missing_packages)
[ -n "$missing" ] || exit 0
echo "setup: Debian packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq 9<&-
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 $missing >/dev/null 9<&-
