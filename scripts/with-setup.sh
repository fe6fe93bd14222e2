#!/bin/sh
# with-setup.sh SCRIPT [ARG...]: sets the checkout up, then runs one of its TypeScript scripts on its own Node.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
sh "$root/scripts/setup.sh"
script=$1
shift
exec "$root/node_modules/.bin/node" "$root/$script" "$@"
