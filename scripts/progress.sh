# shellcheck shell=bash
# Sourced by the scripts that run long steps: shows that a step lives and stops it when asked.
# A caller that sets its own EXIT trap calls stop_step in it.

step_group=      # process group of the running step
step_display=    # process group of what shows it

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 3; }

trap stop_step EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# run_step LABEL LOG COMMAND...: appends COMMAND's output to LOG. A step of less than a second shows
# nothing; a longer one shows LABEL, its seconds and the log's last line; a failing one the log's end.
run_step() {
  local label=$1 log=$2 status=0
  shift 2
  set -m  # own process groups, so that stop_step reaches every descendant
  "$@" >>"$log" 2>&1 </dev/null &
  step_group=$!
  show_step "$label" "$log" &
  step_display=$!
  set +m
  wait "$step_group" || status=$?
  step_group=
  stop_step
  ((status == 0)) && return
  say "$label: failed with status $status; the end of $log:"
  tail -n 30 "$log" >&2
  return "$status"
}

show_step() {
  local label=$1 log=$2 pause=10 begin=$SECONDS
  sleep 1
  [[ ! -t 2 ]] || pause=1
  while :; do
    local line
    line="$label ($((SECONDS - begin)) s) $(tail -n 1 "$log" | tr -d '\r\t' | tr -s ' ')"
    if [[ -t 2 ]]; then printf '\r\033[K%.78s' "$line" >&2; else printf '%.120s\n' "$line" >&2; fi
    sleep "$pause"
  done
}

# Ends what still runs and returns when it is gone, so that its files can be removed.
stop_step() {
  local group tries
  for group in $step_group $step_display; do
    kill -TERM -- "-$group" 2>/dev/null || continue
    wait "$group" 2>/dev/null || true
    for ((tries = 0; tries < 50; ++tries)); do
      kill -0 -- "-$group" 2>/dev/null || continue 2
      sleep 0.1
    done
    kill -KILL -- "-$group" 2>/dev/null || true
  done
  [[ -z $step_display || ! -t 2 ]] || printf '\r\033[K' >&2
  step_group='' step_display=''
}
