#!/usr/bin/env bash
# Runs a command beside a throwaway PostgreSQL with pgvector (tests/pgvector, in WebAssembly on Node), which it finds in PGVECTOR_CONNECTION:
#   tests/with-pgvector.sh dotnet test tests/Storage.Tests
# Without Node, or where the packages cannot be had, it says so and runs the command all the same.
set -uo pipefail
[ $# -gt 0 ] || { echo "usage: $0 command [arguments]" >&2; exit 2; }

home="$(cd "$(dirname "$0")/pgvector" && pwd)"
server=
log="$(mktemp)"
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null; rm -f "$log"; }
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

start() {
  command -v node >/dev/null || return 1
  [ -d "$home/node_modules" ] || (cd "$home" && npm ci --no-audit --no-fund --prefer-offline --loglevel=error >/dev/null) || return 1
  for try in 1 2 3 4 5; do
    port=$((16000 + (RANDOM + try) % 15000))
    node "$home/server.mjs" "$port" >"$log" 2>&1 &
    server=$!
    for _ in $(seq 300); do
      grep -q listening "$log" && return 0
      kill -0 "$server" 2>/dev/null || break
      sleep 0.2
    done
    kill "$server" 2>/dev/null
    server=
  done
  return 1
}

if start; then
  export PGVECTOR_CONNECTION="Host=127.0.0.1;Port=$port;Username=postgres;Password=postgres;Database=postgres;SSL Mode=Disable"
else
  cat "$log" >&2
  echo "There is no pgvector here: what needs it is skipped." >&2
fi
"$@"
