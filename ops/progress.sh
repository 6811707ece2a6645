# shellcheck shell=bash
# Sourced by the other programs here: stages with their times, and a sign of life from anything slow.

say() { printf '%s\n' "$*"; }
fail() { printf 'quadrant: %s\n' "$*" >&2; exit 1; }

# stage NAME COMMAND... : runs the command, says how long it took, and remembers it for the table at the end.
stage_now=""
stage_table=""
stage() {
  stage_now="$1"
  shift
  local began=$SECONDS
  printf '\n== %s\n' "$stage_now"
  "$@"
  local took=$((SECONDS - began))
  printf -- '-- %s: %d s\n' "$stage_now" "$took"
  stage_table+=$(printf '%5d s  %s' "$took" "$stage_now")$'\n'
  stage_now=""
}

stage_report() { printf '\n%s%5d s  in all\n' "$stage_table" "$SECONDS"; }

# slowly WHAT COMMAND... : runs a command whose own output says nothing, with a mark that wanders (how much is left nobody
# knows) and the seconds so far. The output is shown only when the command fails.
slowly() {
  local what="$1" log pid status=0 began=$SECONDS seconds place shown=no
  shift
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    seconds=$((SECONDS - began))
    if [ -t 1 ] && [ "$seconds" -ge 1 ]; then
      place=$((seconds % 32))
      [ "$place" -le 16 ] || place=$((32 - place))
      printf '\r%s [%*s%*s] %d s ' "$what" $((place + 3)) '<=>' $((16 - place)) '' "$seconds"
      shown=yes
    elif [ ! -t 1 ] && [ "$seconds" -ge 15 ] && [ $((seconds % 15)) -eq 0 ]; then
      printf '%s ... %d s\n' "$what" "$seconds"
      sleep 1
    fi
    sleep 0.2
  done
  wait "$pid" || status=$?
  if [ "$shown" = yes ]; then printf '\r\033[K'; fi
  if [ "$status" -ne 0 ]; then
    cat "$log" >&2
    rm -f "$log"
    printf 'quadrant: %s failed.\n' "$what" >&2
    return "$status"
  fi
  rm -f "$log"
  printf '%s: done in %d s\n' "$what" $((SECONDS - began))
}
