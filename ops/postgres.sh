# shellcheck shell=bash
# Sourced by ops/check and ops/sqlx: one real PostgreSQL server for one run, on a free port of 127.0.0.1, with nothing of
# value in it (so without fsync). It ends with the run, also when the run is killed.

test_server_dir=""
test_server_pid=""

# Starts the server and sets QUADRANT_TEST_DATABASE_URL to it.
start_test_server() {
  local bin port attempt as=(setpriv) user
  bin=$(postgres_bin postgres)
  [ -n "$bin" ] || bin=$(dirname "$(command -v postgres)")
  command -v psql >/dev/null || PATH="$PATH:$bin"
  test_server_dir=$(mktemp -d "${TMPDIR:-/tmp}/quadrant-test.XXXXXX")
  if [ "$(id -u)" -eq 0 ]; then
    # PostgreSQL refuses to run as root.
    user=nobody
    id postgres >/dev/null 2>&1 && user=postgres
    chown "$user" "$test_server_dir"
    as=(setpriv "--reuid=$user" "--regid=$(id -g "$user")" --clear-groups)
  fi
  (cd "$test_server_dir" && slowly "Making a PostgreSQL cluster for this run" "${as[@]}" --pdeathsig INT "$bin/initdb" \
    -D "$test_server_dir/data" --username=postgres --auth=trust --encoding=UTF8 --locale=C --no-sync)
  for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM + attempt) % 12000))
    (cd "$test_server_dir" && exec setsid "${as[@]}" --pdeathsig INT "$bin/postgres" -D "$test_server_dir/data" -p "$port" \
      -k "$test_server_dir" -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=400 -c shared_buffers=256MB \
      -c log_min_error_statement=panic >"$test_server_dir/log" 2>&1) &
    test_server_pid=$!
    if wait_for_test_server "$bin" "$port"; then
      export QUADRANT_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
      say "PostgreSQL $("$bin/postgres" -V | grep -oE '[0-9]+(\.[0-9]+)?' | head -1) on port $port"
      return 0
    fi
  done
  cat "$test_server_dir/log" >&2
  fail "the PostgreSQL server of this run did not start"
}

# True when the server that we started (not another on the same port) answers; false when it has ended.
wait_for_test_server() {
  local _
  for _ in $(seq 150); do
    kill -0 "$test_server_pid" 2>/dev/null || return 1
    "$1/pg_isready" -q -h "$test_server_dir" -p "$2" && return 0
    sleep 0.1
  done
  return 1
}

stop_test_server() {
  if [ -n "$test_server_pid" ] && kill -INT "$test_server_pid" 2>/dev/null; then wait "$test_server_pid" || true; fi
  if [ -n "$test_server_dir" ]; then rm -rf "$test_server_dir"; fi
}

# The schema that the compiler checks our SQL against: sets DATABASE_URL to a database with every migration applied.
make_schema() {
  export DATABASE_URL="${QUADRANT_TEST_DATABASE_URL%/*}/dev"
  ops/schema
}

# check_queries COMMAND... : runs a compiling COMMAND so that every query macro asks the live schema and writes what it
# learnt to target/queries. The macros run only when their crate is compiled, and the compiler does not know that they
# read a database: so both crates with SQL are touched when a source, a migration or the server's version changed since
# target/queries was made.
check_queries() {
  local fresh="$PWD/target/queries" now
  now=$({ find crates/journal crates/portal migrations -type f \( -name '*.rs' -o -name '*.sql' -o -name '*.toml' \) \
    -exec sha256sum {} + | LC_ALL=C sort; sha256sum Cargo.lock ops/postgres.sh; rustc -V; psql -X -At "$DATABASE_URL" -c 'SHOW server_version_num'; } | sha256sum)
  if [ "$(cat target/queries.stamp 2>/dev/null)" != "$now" ]; then
    rm -rf "$fresh" target/queries.stamp
    mkdir -p "$fresh"
    touch crates/journal/src/lib.rs crates/portal/src/lib.rs
  fi
  SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$fresh" "$@"
  echo "$now" >target/queries.stamp
}

# Whether the committed .sqlx says what the live schema says. What a server guesses about NULL differs between versions
# of PostgreSQL and is not compared; the live compilation has used it already.
compare_queries() {
  local committed fresh
  committed=$(queries_digest .sqlx)
  fresh=$(queries_digest target/queries)
  [ "$committed" = "$fresh" ] && return 0
  diff <(echo "$committed") <(echo "$fresh") | sed -n -e 's/^< .* /  only in .sqlx, or different: /p' -e 's/^> .* /  missing from .sqlx, or different: /p' >&2
  fail "the committed .sqlx is not what the source and the migrations say; make it anew with: ops/sqlx"
}

queries_digest() {
  local file
  for file in "$1"/query-*.json; do
    [ -e "$file" ] && printf '%s %s\n' "$(sed '/"nullable": \[/,/\]/d' "$file" | sha256sum | cut -c1-16)" "$(basename "$file")"
  done
  return 0
}
