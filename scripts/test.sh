#!/bin/sh
# npm test [-- FILTER...]: sets up, checks, and runs every test, those with real machines included.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
sh scripts/setup.sh
if [ "$(id -u)" -ne 0 ]; then
  echo "npm test starts real machines and needs root. Run it again with sudo." >&2
  exit 4
fi
PATH=$root/node_modules/.bin:$PATH
[ $# -gt 0 ] || sh scripts/check.sh
exec vitest run "$@"
