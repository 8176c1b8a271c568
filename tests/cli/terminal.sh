#!/bin/sh
# On a terminal, the report follows its width and takes colours; in a pipe it has neither, and the
# words are the same.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"
machine=$MACHINES/tensorflow-2.21.0-and-cuda.world

if ! script -qec true /dev/null </dev/null >/dev/null 2>&1; then
    echo "1..0 # SKIP script(1) cannot make a terminal here"
    exit 0
fi

on_terminal() { # COLUMNS ASSIGNMENT…: the report as a terminal gets it
    columns=$1
    shift
    env -u NO_COLOR -u FORCE_COLOR -u COLUMNS LC_ALL=C.UTF-8 TERM=xterm "$@" script -qec \
        "stty cols $columns 2>/dev/null; '$WHYCPU' --snapshot '$machine'" /dev/null </dev/null |
        tr -d '\r'
}

in_pipe() { # ASSIGNMENT…
    env -u NO_COLOR -u FORCE_COLOR LC_ALL=C.UTF-8 TERM=xterm "$@" \
        "$WHYCPU" --snapshot "$machine"
}

escape=$(printf '\033')
has_escape() { # FILE
    grep -q "$escape" "$1" && echo yes || echo no
}
is_not() { [ "$1" = yes ] && echo no || echo yes; }
same() { cmp -s "$1" "$2" && echo yes || echo no; }
without_colour() { sed "s/$escape\[[0-9]*m//g" "$1"; }
widest() { grep -vE '^ +(Fix|or|[0-9]|Check|readelf|LD_DEBUG) ' "$1" | wc -L; }

in_pipe >"$work/pipe"
on_terminal 80 >"$work/narrow"
on_terminal 160 >"$work/wide"
on_terminal 80 NO_COLOR=1 >"$work/plain"
on_terminal 80 TERM=dumb >"$work/dumb"
in_pipe FORCE_COLOR=1 >"$work/forced"
in_pipe LC_ALL=C >"$work/ascii"
without_colour "$work/narrow" >"$work/narrow.words"

result "$(is_not "$(has_escape "$work/pipe")")" "no colour in a pipe"
result "$(has_escape "$work/narrow")" "colour on a terminal"
result "$(is_not "$(has_escape "$work/plain")")" "no colour with NO_COLOR"
result "$(is_not "$(has_escape "$work/dumb")")" "no colour on a dumb terminal"
result "$(has_escape "$work/forced")" "colour in a pipe with FORCE_COLOR"
result "$(same "$work/pipe" "$work/narrow.words")" "the same words in a pipe and on a terminal of 80 columns"
result "$([ "$(widest "$work/wide")" -gt 100 ] && echo yes || echo no)" "a wide terminal is used"
result "$([ "$(widest "$work/narrow.words")" -le 80 ] && echo yes || echo no)" "a narrow one is kept to"
result "$(LC_ALL=C grep -q '[^ -~]' "$work/ascii" && echo no || echo yes)" "only ASCII without UTF-8"
in_pipe COLUMNS=160 >"$work/columns"
result "$(same "$work/pipe" "$work/columns")" "COLUMNS does not count in a pipe"
echo "1..$number"
exit "$failed"
