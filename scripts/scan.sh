#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Strangers' tools against a house behind nginx with TLS, on this machine and
# for itself alone: testssl.sh, sslscan, wapiti, and slow clients with
# slowhttptest. Fails at a finding, and when one of them is missing or does not
# come to its end in time. The last lines are a table.
#   SCAN_SECONDS (20)  how long each slow client tries
#   SCAN_LIMIT (300)   seconds one scanner may take
set -u
cd "$(dirname "$0")/.."
seconds=${SCAN_SECONDS:-20}
limit=${SCAN_LIMIT:-300}
binary=${BUILD:-build}/rapport
work=$(mktemp -d)
port=$(python3 -c 'import socket
a, b = socket.socket(), socket.socket()
a.bind(("127.0.0.1", 0)); b.bind(("127.0.0.1", 0))
print(a.getsockname()[1], b.getsockname()[1])')
plain=${port% *} tls=${port#* }
house= proxy= slow= failed=0 here=0 table=

end() {
    [ -n "$slow" ] && kill "$slow" 2>/dev/null
    [ -n "$proxy" ] && kill "$proxy" 2>/dev/null
    [ -n "$house" ] && kill "$house" 2>/dev/null
    wait
    rm -rf "$work"
}
trap end EXIT
trap 'exit 1' INT TERM

finding() {
    echo "FOUND: $1"
    failed=$((failed + 1))
}

begin() {
    echo "-- $1"
    scanner=$1 here=$failed begun=$(date +%s)
}

# A row of the table, for what began last.
end_row() {
    found=$((failed - here))
    [ "$found" -eq 0 ] && found=nothing
    table="$table$(printf '%-24s %5s s   %s' "$scanner" \
        $(($(date +%s) - begun)) "$found")
"
}

# Runs a scanner, its words to a file. Its own opinion (the status) is not
# asked, but it has to come to its end.
run() {
    words=$work/$1
    shift
    timeout --kill-after=5 "$limit" "$@" >"$words" 2>&1 </dev/null
    status=$?
    [ "$status" -eq 124 ] || [ "$status" -eq 137 ] || return 0
    tail -n 5 "$words"
    finding "$scanner was not done after $limit s"
}

PATH=$PATH:/usr/sbin
for tool in nginx openssl curl testssl sslscan wapiti slowhttptest; do
    command -v "$tool" >/dev/null || {
        echo "scan: $tool is missing; scripts/setup.sh installs it" >&2
        exit 1
    }
done

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes \
    -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
    -keyout "$work/key.pem" -out "$work/fullchain.pem" 2>/dev/null
"$binary" serve --data "$work/data" --listen "127.0.0.1:$plain" --behind-tls \
    --host localhost >"$work/house.log" 2>&1 &
house=$!

# The example, with this house's places.
awk '/^server/ { n++ } n == 1' packaging/nginx.conf |
    sed -e "s/127.0.0.1:8080/127.0.0.1:$plain/; /listen \[/d" \
        -e "s/listen 443 ssl/listen 127.0.0.1:$tls ssl/" \
        -e "s/practice.example/localhost/; s#/etc/ssl/rapport#$work#" \
        -e 's/Host \$host;/Host $http_host;/' >"$work/site.conf"
cat >"$work/nginx.conf" <<EOF
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log warn;
events { worker_connections 4096; }
http {
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    include $work/site.conf;
}
EOF
nginx -c "$work/nginx.conf" -e "$work/nginx.log" &
proxy=$!

asks() {
    curl --silent --show-error --max-time 5 --cacert "$work/fullchain.pem" \
        --output /dev/null --write-out '%{http_code}' "https://localhost:$tls$1"
}

for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ "$(asks /api/hello 2>/dev/null)" = 200 ] && break
    sleep 1
done
[ "$(asks /api/hello)" = 200 ] || {
    cat "$work/house.log" "$work/nginx.log"
    exit 1
}

begin sslscan
run sslscan sslscan --no-colour --connect-timeout=5 "localhost:$tls"
grep -Eq 'TLSv1.2 +enabled' "$work/sslscan" || finding "no TLS 1.2"
grep -Eq 'TLSv1.3 +enabled' "$work/sslscan" || finding "no TLS 1.3"
grep -E '(SSLv2|SSLv3|TLSv1.0|TLSv1.1) +enabled' "$work/sslscan" &&
    finding "an old protocol"
grep -E '^(Accepted|Preferred).*(RC4|3DES|DES-|NULL|EXP|MD5|CBC)' \
    "$work/sslscan" && finding "a weak cipher"
grep -i 'vulnerable to heartbleed' "$work/sslscan" | grep -qv not &&
    finding "heartbleed"
end_row

# What the self-made certificate lacks (a chain, revocation) is not looked at;
# the fields of answers are wapiti's.
begin testssl.sh
run testssl testssl --quiet --color 0 --warnings batch --ip 127.0.0.1 \
    --nodns none --connect-timeout 5 --openssl-timeout 5 --protocols \
    --heartbleed --ccs-injection --ticketbleed --renegotiation \
    --crime --tls-fallback --jsonfile "$work/testssl.json" "localhost:$tls"
python3 - "$work/testssl.json" <<'EOF' || finding "testssl.sh, above"
import json, sys
own = ("cert", "OCSP", "DNS_CAA", "scanTime", "overall", "ipv", "chain",
       "intermediate", "trust", "engine_problem")
all = json.load(open(sys.argv[1]))
bad = [one for one in all
       if one["severity"] in ("MEDIUM", "HIGH", "CRITICAL", "FATAL")
       and not one["id"].startswith(own)]
for one in bad:
    print(one["severity"], one["id"], one["finding"])
# Who reached nobody found nothing either.
missing = {"TLS1_2", "TLS1_3", "heartbleed", "CCS"} - {
    one["id"] for one in all}
for one in missing:
    print("not looked at:", one)
sys.exit(bool(bad or missing))
EOF
end_row

begin wapiti
run wapiti env REQUESTS_CA_BUNDLE="$work/fullchain.pem" \
    wapiti -u "https://localhost:$tls/" \
    --flush-session --verify-ssl 0 --max-scan-time 120 --store-session "$work" \
    -m csp,http_headers,cookieflags,backup,crlf,exec,file,htaccess,methods,redirect,sql,xss,xxe \
    -f json -o "$work/wapiti.json"
python3 - "$work/wapiti.json" <<'EOF' || finding "wapiti, above"
import json, sys
got = json.load(open(sys.argv[1]))
bad = [(kind, one["info"], one["path"]) for kind in ("vulnerabilities", "anomalies")
       for kind, all in got[kind].items() for one in all
       # No browser has that filter any more, and it had holes of its own.
       if "X-XSS-Protection" not in one["info"]]
for one in bad:
    print(*one, sep=": ")
sys.exit(bool(bad))
EOF
end_row

# Straight at the house, without the proxy that would shield it.
for way in -H -B -X; do
    begin "slowhttptest $way"
    timeout --kill-after=5 $((seconds + 30)) slowhttptest $way -c 400 -r 100 -i 5 -l "$seconds" -p 3 \
        -u "http://127.0.0.1:$plain/" >"$work/slow" 2>&1 &
    slow=$!
    sleep 1
    while kill -0 "$slow" 2>/dev/null; do
        [ "$(curl --silent --max-time 5 --output /dev/null -H 'Host: localhost' \
            --write-out '%{http_code}' "http://127.0.0.1:$plain/api/hello")" \
            = 200 ] || finding "slow clients ($way) keep others waiting"
        sleep 1
    done
    wait "$slow"
    [ $? -ne 124 ] || finding "slowhttptest $way did not end"
    slow=
    grep -qi 'exit status' "$work/slow" || {
        tail -n 5 "$work/slow"
        finding "slowhttptest $way did not run"
    }
    end_row
done
kill -0 "$house" 2>/dev/null || finding "the house fell"
echo
printf '%-24s %7s   %s\n' scanner took found
printf '%s' "$table"
[ "$failed" -eq 0 ]
