#!/bin/bash
# A snapshot that was taken while the driver was asked replays what it answered, to the letter, on a
# machine where nobody can ask it. From the environment: WHYCPU, STUBS.
set -u
export ASAN_OPTIONS=detect_leaks=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"

with_driver() { # LINES COMMAND…: the libraries do what the lines say
    printf '%b\n' "$1" >"$work/stub"
    chmod 644 "$work/stub"
    shift
    env -i PATH=/nonexistent HOME=/nonexistent LC_ALL=C.UTF-8 LD_LIBRARY_PATH="$STUBS" \
        WHYCPU_STUB="$work/stub" "$@"
}

while read -r name expected lines; do
    rm -f "$work"/*.world
    with_driver "$lines" "$WHYCPU" --ask driver --json >"$work/live" 2>/dev/null
    status=$?
    with_driver "$lines" "$WHYCPU" snapshot --ask driver --no-redact -o "$work/u.world" \
        >"$work/said" 2>&1
    report $? "$name: the snapshot agrees with its replay"
    env -i LC_ALL=C.UTF-8 "$WHYCPU" --snapshot "$work/u.world" --json >"$work/replay"
    replayed=$?
    diff "$work/live" "$work/replay" | cut -c1-300 | head -5 | sed 's/^/# /'
    cmp -s "$work/live" "$work/replay" && [ "$status" = "$replayed" ]
    report $? "$name: the same to the letter"
    grep -q -- "$expected" "$work/replay"
    report $? "$name: it is about $expected"
    with_driver "$lines" "$WHYCPU" snapshot --ask driver -o "$work/r.world" >"$work/said" 2>&1
    report $? "$name: redacted, it agrees too"
    ! grep -q "WHYCPU_STUB" "$work/r.world"
    report $? "$name: other variables are not in it"
done <<'DRIVERS'
well driver.was.asked
broken 999 cuInit returns 999
lost nvmlInit_v2.returned.15 nvmlInit_v2 returns 15
crash SIGSEGV cuInit segfaults
hang no.answer.within cuInit hangs
DRIVERS

# The helper of another version was believed in its time.
sed 's/^  | helper [^ ]*/  | helper 0.0.1/; s/^recorded by=[^ ]*/recorded by=0.0.1/' \
    "$work/u.world" >"$work/old.world"
"$WHYCPU" --snapshot "$work/old.world" --json >"$work/replay"
cmp -s "$work/live" "$work/replay"
report $? "an older whycpu's answers are read by this one"

echo "1..$number"
exit "$failed"
