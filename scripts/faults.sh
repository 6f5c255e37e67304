#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Makes every fault of tests/faults and writes what each cost into
# docs/faults.md. Measure on a quiet machine.
set -eu
cd "$(dirname "$0")/.."
rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
trap 'exit 130' INT TERM

broken=0
FAULTS_TABLE=$rows node --test --test-reporter=spec tests/faults/ || broken=1
node scripts/faults.mjs "$rows"
exit "$broken"
