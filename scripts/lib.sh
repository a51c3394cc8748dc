# shellcheck shell=bash
# Sourced by the scripts beside it: one way to say what is done and to stop with the reason.

set -euo pipefail
umask 022
unset CDPATH
export DEBIAN_FRONTEND=noninteractive

# shellcheck disable=SC2034  # used by the scripts that source this file
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

japanese() {
  case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in ja*) return 0 ;; *) return 1 ;; esac
}

# text JA EN: the one of the two that the locale asks for.
text() {
  if japanese; then printf '%s' "$1"; else printf '%s' "$2"; fi
}

# say JA EN: a step that begins now.
say() { printf '==> %s\n' "$(text "$1" "$2")" >&2; }

# stop JA EN: the reason, and the end.
stop() {
  trap - ERR
  printf '%s: %s: %s\n' "${0##*/}" "$(text エラー error)" "$(text "$1" "$2")" >&2
  exit 2
}

# Whatever fails without a word of its own still says where.
trap 'status=$?; printf "%s: %s %s: %s (%s)\n" "${0##*/}" "$(text 失敗: failed:)" "line $LINENO" \
  "$BASH_COMMAND" "$status" >&2; exit "$status"' ERR
set -E

# Runs a command quietly; its output is shown only if it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -ne 0 ]; then
    tail -n 60 "$log" >&2
    rm -f "$log"
    stop "コマンドが失敗しました ($status): $*" "command failed with status $status: $*"
  fi
  rm -f "$log"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo --preserve-env=DEBIAN_FRONTEND "$@"
  else
    stop "パッケージの導入には root か sudo が必要です" \
      "installing packages needs root or sudo"
  fi
}

# configure FOLDER [CMAKE OPTION…]
configure() {
  local folder=$1
  shift
  local launcher=()
  if command -v ccache >/dev/null 2>&1; then
    launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
  cmake -S "$root" -B "$folder" -DCMAKE_BUILD_TYPE=Release "${launcher[@]}" "$@"
}
