#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Starts packaging/rapport.service under a real systemd: one of its own, in
# namespaces of its own, on a throw-away copy of this machine's files. Needs
# root, unshare, systemd and curl; touches nothing outside. Fails when the unit
# does not start, answer, start again, or end in good order.
set -eu
cd "$(dirname "$0")/../.."

# --- inside: process 1 of the new namespaces, soon systemd ---
if [ "${1:-}" = inside ]; then
    place=$2 root=$2/root
    mount --make-rprivate /
    mount -t tmpfs tmpfs "$place/top"
    mkdir "$place/top/files" "$place/top/work"
    mount -t overlay overlay -o \
        "lowerdir=/,upperdir=$place/top/files,workdir=$place/top/work" "$root"
    mount -t proc proc "$root/proc"
    mount --bind -o ro "$root/proc/sys" "$root/proc/sys"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
    mount -t tmpfs tmpfs "$root/run"
    mount -t tmpfs tmpfs "$root/tmp"
    mount -t tmpfs tmpfs "$root/dev"
    for node in null zero full random urandom tty; do
        touch "$root/dev/$node"
        mount --bind "/dev/$node" "$root/dev/$node"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts \
        "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    mount --bind "$place/out" "$root/mnt"
    ip link set lo up

    cp -R "$place/install/." "$root/"
    mkdir -p "$root/etc/rapport"
    # A name of its own, and no other word of the unit is changed.
    sed 's/^ExecStart=.*/& --host localhost/' packaging/rapport.service \
        >"$root/etc/systemd/system/rapport.service"
    cat >"$root/etc/systemd/system/look.service" <<'UNIT'
[Unit]
DefaultDependencies=no
After=rapport.service
[Service]
Type=oneshot
ExecStart=/bin/sh /mnt/look.sh
UNIT
    cat >"$root/etc/systemd/system/look.target" <<'UNIT'
[Unit]
DefaultDependencies=no
Wants=systemd-journald.service rapport.service look.service
UNIT
    head -c 32 /dev/urandom >"$root/run/key"
    chroot "$root" systemd-creds encrypt --quiet --with-key=host \
        --name=rapport-master-key /run/key /etc/rapport/master-key.cred \
        2>"$place/out/creds"
    rm "$root/run/key"
    cd "$root"
    mkdir -p old
    pivot_root . old
    umount -l /old
    mount --make-rshared / # as systemd finds it on a machine
    exec env -i container=boot PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        /lib/systemd/systemd --system --unit=look.target --log-target=null
fi

# --- outside ---
[ "$(id -u)" -eq 0 ] || {
    echo "boot: needs root" >&2
    exit 1
}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/top" "$place/root" "$place/out" "$place/install"
make --silent install DESTDIR="$place/install" PREFIX=/usr/local >/dev/null

# Runs beside the unit, as a service.
cat >"$place/out/look.sh" <<'LOOK'
exec >/mnt/seen 2>&1
asks() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        code=$(curl -s -o /dev/null -w '%{http_code}' -H 'Host: localhost' \
            http://127.0.0.1:8080/api/hello)
        [ "$code" = 200 ] && break
        sleep 1
    done
    echo "answer $code"
}
asks
pid=$(systemctl show -p MainPID --value rapport.service)
grep -E '^(NoNewPrivs|CapEff|Seccomp):' "/proc/$pid/status"
stat -Lc 'data %a' /var/lib/private/rapport
echo "key $(head -c 4 /var/lib/private/rapport/keys/master.key)"
systemctl restart rapport.service
asks
systemctl stop rapport.service
systemctl show -p Result -p ExecMainStatus rapport.service
journalctl --no-pager -o cat -u rapport.service
echo end
kill -s RTMIN+14 1
LOOK
timeout --signal=KILL 120 unshare --mount --pid --fork --kill-child --uts \
    --ipc --net --cgroup sh tests/packaging/boot.sh inside "$place" || true

failed=0
sees() {
    grep -Eq "$1" "$place/out/seen" && return
    echo "boot: not seen: $1"
    failed=1
}
touch "$place/out/seen"
sees '^answer 200$'
sees '^NoNewPrivs:.1$'
sees '^CapEff:.0+$'
sees '^Seccomp:.2$'
sees '^data 700$'
sees '^key RMC1' # locked by the credential
sees '"event":"sandbox","state":"on"'
sees '^Result=success$'
sees '^end$'
[ "$(grep -c '^answer 200$' "$place/out/seen")" -eq 2 ] || {
    echo "boot: it did not start again"
    failed=1
}
[ "$failed" -eq 0 ] || cat "$place/out/seen"
exit "$failed"
