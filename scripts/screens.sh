#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pictures of every screen into docs/screens/tmp (not kept), and the three of
# the README from among them into docs/screens.
set -eu
cd "$(dirname "$0")/.."

node scripts/screens.mjs
cp docs/screens/tmp/caseload-desktop-light.png docs/screens/caseload.png
cp docs/screens/tmp/our-work-tomas-phone-light.png docs/screens/our-work-phone.png
cp docs/screens/tmp/closing-phone-light.png docs/screens/closing-phone.png
