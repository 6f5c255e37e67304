#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Called by `meson install`: puts the built client (make web) where the
# installed program looks for it. Without one, only commands for files work.
#   scripts/install-web.sh DATADIR
set -eu
from=$MESON_SOURCE_ROOT/web/dist
to=$MESON_INSTALL_DESTDIR_PREFIX/$1/rapport/web
[ -e "$from/index.html" ] || exit 0
rm -rf "$to"
mkdir -p "$to"
cp -R "$from/." "$to"
