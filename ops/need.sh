# shellcheck shell=bash
# Sourced by the other programs here: what a bare Debian machine lacks is installed when we may, and otherwise named in
# one line.

# need PROGRAM=PACKAGE... : a PROGRAM is looked for in PATH and in the places where Debian keeps PostgreSQL's; a path
# with a slash is looked for as a file.
need() {
  local pair missing=()
  for pair in "$@"; do
    have "${pair%%=*}" || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if ! command -v apt-get >/dev/null; then
    fail "install what Debian calls: ${missing[*]} (this machine has no apt-get), then run this again"
  elif [ "$(id -u)" -eq 0 ]; then
    install_packages env "${missing[@]}"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    install_packages sudo "${missing[@]}"
  else
    fail "something is missing; run: sudo apt-get install --yes ${missing[*]}"
  fi
}

have() {
  case "$1" in
    */*) [ -e "$1" ] ;;
    *) command -v "$1" >/dev/null || [ -n "$(postgres_bin "$1")" ] ;;
  esac
}

# The newest of Debian's PostgreSQL folders that has PROGRAM, or nothing.
postgres_bin() {
  local found
  # shellcheck disable=SC2012
  found=$(ls -d /usr/lib/postgresql/*/bin/"$1" 2>/dev/null | sort -V | tail -1)
  [ -n "$found" ] && dirname "$found"
  return 0
}

install_packages() {
  local as="$1"
  shift
  say "Installing $* (Debian packages)"
  slowly "Reading Debian's package lists" "$as" apt-get -qq update
  slowly "Installing $*" "$as" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "$@"
}

need_rust() {
  command -v cargo >/dev/null || fail "Rust is missing; install it as https://rustup.rs says, then run this again"
}
