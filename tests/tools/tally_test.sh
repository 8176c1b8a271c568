#!/bin/sh
# Shows that a run cannot close better than it went: what tally makes of good and of bad suites.
set -u
tally=$(cd "$(dirname "$0")" && pwd)/tally
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
failed=0

verdict() { # HOLDS WHAT GOT
    number=$((number + 1))
    if [ "$1" = yes ]; then
        echo "ok $number - $2"
    else
        printf '# got: %s\nnot ok %s - %s\n' "$3" "$number" "$2"
        failed=1
    fi
}

counts() { # EXPECTED STATUS WHAT TAP
    printf '%b' "$4" >"$work/tap"
    echo 'what was said on standard error' >"$work/err"
    got=$(python3 "$tally" tap suite "$work/tap" "$2" "$work/err" 2>/dev/null)
    [ "$got" = "$1" ] && holds=yes || holds=no
    verdict "$holds" "$3" "$got"
}

counts '2 0 0' 0 'passed tests are counted' 'ok 1 - a\nok 2 - b\n1..2\n'
counts '1 1 0' 1 'failed tests are counted' 'ok 1 - a\nnot ok 2 - b\n1..2\n'
counts '1 0 1' 0 'a skipped test is not passed' 'ok 1 - a\nok 2 - b # SKIP no GPU\n1..2\n'
counts '0 0 1' 0 'a skipped suite is not passed' '1..0 # SKIP no index\n'
counts '0 1 0' 0 'a suite in which no test ran has failed' '1..0\n'
counts '0 1 0' 0 'so has one that says nothing' ''
counts '1 1 0' 139 'a crash after a passed test is a failure' 'ok 1 - a\n'
counts '1 0 0' 0 'a remark is no test' '# not ok\nok 1 - a\n1..1\n'

closing() { # EXPECTED-STATUS EXPECTED-LINE ROWS
    printf '%b' "$3" >"$work/rows"
    got=$(python3 "$tally" sum "$work/rows" | tail -1)
    python3 "$tally" sum "$work/rows" >/dev/null
    status=$?
    [ "$status" -eq "$1" ] && [ "$got" = "$2" ] && holds=yes || holds=no
    verdict "$holds" "the line '$2' with status $1" "$got, $status"
}

closing 0 '5 passed, 0 failed' '2 0 0\n3 0 0\n'
closing 0 '2 passed, 0 failed, 1 skipped' '2 0 0\n0 0 1\n'
closing 1 '2 passed, 1 failed' '2 0 0\n0 1 0\n'
closing 1 '0 passed, 0 failed, 1 skipped' '0 0 1\n'

cat >"$work/log.json" <<'JSON'
{"name": "whycpu:unit / good", "stdout": "ok 1 - a\n1..1\n", "result": "OK"}
{"name": "whycpu:unit / slow", "stdout": "ok 1 - a\n", "stderr": "x", "result": "TIMEOUT"}
{"name": "whycpu:unit / absent", "stdout": "", "result": "ERROR"}
JSON
got=$(python3 "$tally" meson build "$work/log.json" 2>/dev/null | tr '\n' ';')
[ "$got" = '1 0 0;1 1 0;0 1 0;' ] && holds=yes || holds=no
verdict "$holds" "suites of a meson build are read from its log" "$got"
got=$(python3 "$tally" meson build "$work/none.json" 2>/dev/null)
[ "$got" = '0 1 0' ] && holds=yes || holds=no
verdict "$holds" "a build without a log has failed" "$got"

echo "1..$number"
exit $failed
