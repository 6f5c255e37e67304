#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# with-postgres.sh CMD…: runs CMD with a PostgreSQL of its own, which lives in
# a temporary folder, listens on a socket in there only, and goes with it.
# CMD finds it in RAPPORT_TEST_POSTGRES. Gives CMD's status; 69 when there is
# no PostgreSQL.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 CMD…" >&2; exit 64; }

bin=
for dir in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
    [ -x "$dir/initdb" ] && bin=$dir
done
if [ -z "$bin" ]; then
    echo "with-postgres: PostgreSQL is missing: apt install postgresql" >&2
    exit 69
fi

# PostgreSQL refuses to run as root.
as=
me=$(id -un)
if [ "$(id -u)" = 0 ]; then
    me=nobody
    id postgres >/dev/null 2>&1 && me=postgres
    as="setpriv --reuid=$me --regid=$(id -g "$me") --clear-groups env HOME=/"
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/pg.XXXXXX")
stop() {
    status=$?
    trap - EXIT INT TERM HUP
    $as "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop \
        >/dev/null 2>&1 || :
    rm -rf "$folder"
    exit "$status"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

chmod 711 "$folder"
mkdir "$folder/data" "$folder/socket"
[ -z "$as" ] || chown "$me" "$folder/data" "$folder/socket"
cd "$folder" # where also the other user may stand

quiet() {
    "$@" >"$folder/log.txt" 2>&1 || {
        echo "with-postgres: $1 failed:" >&2
        cat "$folder/log.txt" "$folder/data/server.log" >&2 2>/dev/null || :
        exit 70
    }
}
quiet $as "$bin/initdb" -D "$folder/data" -U "$me" -A trust -E UTF8 \
    --locale=C --no-sync
quiet $as "$bin/pg_ctl" -D "$folder/data" -l "$folder/data/server.log" -w \
    -t 60 -o "-c listen_addresses='' -c unix_socket_directories='$folder/socket'
    -c unix_socket_permissions=0777 -c max_connections=200
    -c shared_buffers=64MB -c log_min_messages=fatal" start
cd "$OLDPWD"

RAPPORT_TEST_POSTGRES="postgres:host=$folder/socket user=$me dbname=postgres"
export RAPPORT_TEST_POSTGRES
# In the background, so that a signal reaches the trap at once.
"$@" &
child=$!
trap 'kill -INT "$child" 2>/dev/null || :; wait "$child" || :; exit 130' INT
trap 'kill -TERM "$child" 2>/dev/null || :; wait "$child" || :; exit 143' \
    TERM HUP
wait "$child"
