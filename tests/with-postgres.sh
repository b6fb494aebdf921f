#!/usr/bin/env bash
# Runs a command with a throwaway PostgreSQL server on a free loopback port, and removes the server afterwards:
#   tests/with-postgres.sh dotnet test
# The command finds POSTGRES_CONNECTION (superuser) and POSTGRES_APP_CONNECTION (role "app", which row policies bind).
# POSTGRES_DURABLE=1 keeps what a commit promises, as in production; benchmarks want that, tests need it not.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: $0 command [arguments]" >&2; exit 2; }

bin=$(dirname "$(find /usr/lib/postgresql /usr/local/pgsql /opt/homebrew/opt -maxdepth 4 -name initdb 2>/dev/null | sort -V | tail -n 1)")
[ -x "$bin/initdb" ] || { echo "There is no PostgreSQL here; 'apt-get install postgresql' brings it." >&2; exit 3; }

home=$(mktemp -d)
chmod 711 "$home"
# The server refuses to run as root.
if [ "$(id -u)" = 0 ]; then chown postgres "$home"; as() { setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"; }; else as() { "$@"; }; fi

finish() { (cd "$home" && as "$bin/pg_ctl" stop -D "$home/db" -m immediate -s) 2>/dev/null || true; rm -rf "$home"; }
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cd "$home"
as "$bin/initdb" -D "$home/db" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >"$home/log" 2>&1 || { cat "$home/log" >&2; exit 3; }
# For tests alone: nothing here has to survive a power loss.
promises="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
[ -n "${POSTGRES_DURABLE:-}" ] && promises=
port=
for try in 1 2 3 4 5 6 7 8; do
  port=$((15000 + (RANDOM + try) % 15000))
  if as "$bin/pg_ctl" start -s -w -D "$home/db" -l "$home/db/server.log" \
    -o "-p $port -h 127.0.0.1 -k $home $promises -c max_connections=300"; then break; fi
  port=
done
[ -n "$port" ] || { cat "$home/db/server.log" >&2; exit 3; }
as "$bin/psql" -q -h 127.0.0.1 -p "$port" -U postgres -c "create role app login" -c "create database app owner app"
cd - >/dev/null

export POSTGRES_CONNECTION="Host=127.0.0.1;Port=$port;Username=postgres;Database=app"
export POSTGRES_APP_CONNECTION="Host=127.0.0.1;Port=$port;Username=app;Database=app"
"$@"
