#!/bin/sh
# All checks that need no machine: types, style, dead code, generated files. npm test runs them first.
set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/node_modules/.bin:$PATH
tsc --noEmit
biome check --error-on-warnings .
knip
node scripts/schema-types.ts --check
node src/cli/main.ts -C examples/shop compile --check
