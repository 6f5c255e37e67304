#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts Rapport on a data folder; a fresh one gets the sample practice, made
# through the real client code, unless DEMO=0.
set -eu
cd "$(dirname "$0")/.."

data=${DATA:-data}
listen=${LISTEN:-127.0.0.1:8080}
binary=${BUILD:-build}/rapport

if [ "${DEMO:-1}" != 0 ] && [ ! -e "$data/rapport.db" ]; then
    echo "Making the sample practice (once, a minute or two) ..."
    node --no-warnings scripts/sample.mjs --data "$data" --binary "$binary"
fi

if [ -e "$data/sample.txt" ]; then
    echo
    cat "$data/sample.txt"
    echo
    echo "The sample practice asks nobody for a second step when signing in"
    echo "(second_factor = offered in $data/rapport.conf; a real one asks therapists)."
fi
echo
echo "Rapport is at http://localhost:${listen##*:}  (stop with Ctrl-C)"
exec "$binary" serve --data "$data" --listen "$listen"
