#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pictures of every screen into docs/screens/tmp (not kept), and those of the
# README and of docs/call-ladder.md from among them into docs/screens.
set -eu
cd "$(dirname "$0")/.."

node scripts/screens.mjs
cp docs/screens/tmp/caseload-desktop-light.png docs/screens/caseload.png
cp docs/screens/tmp/our-work-tomas-phone-light.png docs/screens/our-work-phone.png
cp docs/screens/tmp/closing-phone-light.png docs/screens/closing-phone.png
for step in video low voice text; do
    cp "docs/screens/tmp/ladder-$step-phone.jpg" "docs/screens/tmp/ladder-$step-desktop.jpg" docs/screens/
done
