#!/bin/bash
# whycpu diff of snapshots for which the driver was asked: an answer that changed is told as one, with
# what was answered before and now, and leads where it explains another verdict. The machine seems to
# have a GPU (tests/bench/with_gpu.sh), the driver's libraries are ours. From the environment: WHYCPU,
# STUBS.
set -u
export ASAN_OPTIONS=detect_leaks=0
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$here/../tools/tap.sh"

if [ "$(id -u)" -ne 0 ] || ! unshare --mount true 2>/dev/null; then
    echo "1..0 # SKIP only root may lay files over /sys"
    exit 0
fi
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$here/../bench python3 -c '
import pathlib, sys
from environments import make_environment
make_environment(pathlib.Path(sys.argv[1]), 3)' "$work/env" || exit 1

# One line a snapshot: its name, and what the libraries do; `unasked` asks nobody.
cat >"$work/drivers" <<'DRIVERS'
well
unasked
broken cuInit returns 999
hang cuInit hangs
crash cuInit segfaults
prohibited set compute-mode 2
fuller set memory-free 42949672960
newer set driver-version 590.10.01
nvml nvmlInit_v2 returns 15
DRIVERS
cat >"$work/take.sh" <<'TAKE'
while read -r name lines; do
    printf '%s\n' "$lines" >"$WORK/stub"
    ask='--ask driver'
    [ "$name" != unasked ] || ask=
    # shellcheck disable=SC2086 # words
    env -i PATH=/nonexistent HOME=/nonexistent LC_ALL=C.UTF-8 LD_LIBRARY_PATH="$STUBS" \
        WHYCPU_STUB="$WORK/stub" "$WHYCPU" snapshot $ask --venv "$WORK/env" \
        --framework tensorflow -o "$WORK/$name.world" >"$WORK/said" 2>&1 || cat "$WORK/said" >&2
done <"$WORK/drivers"
TAKE
WORK=$work STUBS=$STUBS WHYCPU=$WHYCPU "$here/../bench/with_gpu.sh" bash "$work/take.sh"

# A line: before, after, the status, and words that the page must have.
while read -r before after status words; do
    COLUMNS=500 "$WHYCPU" diff "$work/$before.world" "$work/$after.world" >"$work/page" 2>&1
    ended=$?
    tr -s ' \n' ' ' <"$work/page" >"$work/line"
    [ "$ended" -eq "$status" ] && grep -qiF -- "$words" "$work/line"
    held=$?
    [ $held -eq 0 ] || sed "s/^/# $ended: /" "$work/page"
    report $held "$before, then $after: $words"
done <<'PAIRS'
well well 0 uses the GPU
well broken 1 The driver gives another answer.
well broken 1 before libcuda.so.1 offers 1 device; libnvidia-ml.so.1 offers 1 device now cuInit returned 999 (unknown error)
well broken 1 with this alone put back, the answer is the earlier one
broken well 1 before cuInit returned 999 (unknown error)
well hang 2 now cuInit did not return
well crash 1 now libcuda.so.1 died in cuInit: SIGSEGV
well prohibited 1 in compute mode prohibited
well fuller 0 gives another answer: 79.0 of 80.0 GiB are free → 40.0 of 80.0 GiB are free
well newer 0 another version: 580.65.06 → 590.10.01
well nvml 0 → libcuda.so.1 offers 1 device; nvmlInit_v2 returned 15 (GPU is lost)
well unasked 0 the driver was asked before, and not now
unasked well 0 the driver was asked now, and not before
unasked broken 1 cuInit returned 999 (unknown error)
PAIRS
! COLUMNS=500 "$WHYCPU" diff "$work/well.world" "$work/well.world" | grep -qiE 'driver answer|driver was asked'
report $? "nothing is told of answers that are the same"
"$WHYCPU" diff --json "$work/well.world" "$work/broken.world" >"$work/json"
"$VALIDATE_JSON" "$SCHEMAS" "$work/json" >"$work/schema" 2>&1
report $? "the document is as its schema says"
grep -q 'cuInit returned 999' "$work/json"
report $? "the document tells the answers too"

echo "1..$number"
exit "$failed"
