#!/bin/sh
# whycpu check --report: a report for the makers of a wheel where the wheel is to blame, and a
# sentence where it is not. The counter-examples are the recorded environment with one thing
# changed. With ACCEPT=1 the expected report is rewritten, to be read before a commit.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"
defect=$MACHINES/tensorflow-2.21.0-and-cuda.world

whycpu() { # WORLD OPTION…
    world=$1
    shift
    env -i PATH=/usr/bin:/bin HOME=/nonexistent LC_ALL=C.UTF-8 "$WHYCPU" --snapshot "$world" "$@"
}

whycpu "$defect" --report >"$work/got"
status=$?
expected=$here/expected/wheel_report.md
[ -z "${ACCEPT:-}" ] || cp "$work/got" "$expected"
held=yes
diff "$expected" "$work/got" >"$work/difference" || held=no
sed 's/^/# /' "$work/difference"
result "$held" "the report about 2.21.0, to the letter"
held=no
[ "$status" -eq 1 ] && held=yes
result "$held" "the exit status is that of the check"

held=yes
for secret in ada /home project; do
    grep -n "$secret" "$work/got" | sed 's/^/# /' | grep . && held=no
done
result "$held" "it names no user and no directory of theirs"

# What stands there as commands is the shell's language.
awk '/^```/ { inside = $0 == "```sh"; next } inside' "$work/got" >"$work/commands"
held=no
[ -s "$work/commands" ] && sh -n "$work/commands" && held=yes
result "$held" "its commands are the shell's language"

# The entry that it asks for is the one that helps: with it in the RUNPATH, the library opens.
entry=$(awk '/^## The smallest repair/ { here = 1 } here && /^[$]ORIGIN/' "$work/got")
sed "s|^\(elf .*/libtensorflow_framework.so.2 .*runpath=\"*\)\(\\\$ORIGIN\)|\1$entry:\2|
     s|^file \(.*nvidia/cusolver/lib/libcusolver.so.11\) size.*|elf \1 type=dyn machine=x86_64|
     s|^\(dir .*nvidia/cusolver/lib\) partial|\1|" \
    "$defect" >"$work/repaired.world"
held=no
whycpu "$work/repaired.world" --assume-gpu -q >"$work/answer" && held=yes
sed 's/^/# /' "$work/answer"
result "$held" "the repair that it asks for makes the framework use the GPU"

whycpu "$MACHINES/tensorflow-2.16.1-and-cuda.world" --report >"$work/got"
held=yes
for directory in cublas cufft cusolver cudnn; do
    grep -qxF "\$ORIGIN/../nvidia/$directory/lib" "$work/got" || held=no
done
grep -q '^On this machine libcusparse.so.12 came from a CUDA toolkit' "$work/got" || held=no
result "$held" "2.16.1 lacks four directories, and a toolkit of the system hides a fifth"

none() { # WORLD SENTENCE WHAT [OPTION…]
    world=$1 sentence=$2 what=$3
    shift 3
    whycpu "$world" --report "$@" >"$work/got" 2>&1
    held=no
    grep -q 'nothing to report to its makers' "$work/got" && grep -q "$sentence" "$work/got" &&
        ! grep -q '^#' "$work/got" && held=yes
    [ "$held" = yes ] || sed 's/^/# /' "$work/got"
    result "$held" "$what"
}

sed 's|nvidia/cusolver/lib/libcusolver.so.11 size|nvidia/curand/lib/libcusolver.so.11 size|
     /^absent.*curand.lib.libcusolver.so.11/d' "$defect" >"$work/moved.world"
none "$work/moved.world" 'it was moved, copied or laid there by hand' \
    "a file that was moved is not the wheel's fault"
held=no
whycpu "$work/moved.world" --assume-gpu >"$work/got"
grep -q 'installed, but not where' "$work/got" && ! grep -q "this wheel's defect" "$work/got" &&
    held=yes
result "$held" "nor is another release proposed then"

sed 's/nvidia-cusolver-cu12<12.0,>=/nvidia-cusolver-cu12<11.7,>=/' "$defect" >"$work/version.world"
none "$work/version.world" '11.7.5.82 is installed, and the wheel asks for' \
    "nor a version that the wheel does not ask for"

sed '/| Requires-Dist: nvidia-cusolver/d' "$defect" >"$work/unasked.world"
none "$work/unasked.world" 'asks for no package that brings libcusolver.so.11' \
    "nor a package that it does not ask for"

sed 's/2.21.0.dist-info\/METADATA .*/& open=EIO/' "$defect" |
    sed '/^  | \(Metadata-Version\|Name\|Version\|Requires-Dist\|Provides-Extra\)/d' |
    awk '/^  \|$/ { next } { print }' >"$work/unread.world"
none "$work/unread.world" 'It cannot be told whether it is' \
    "what cannot be read is unknown, and no defect is claimed"

none "$MACHINES/tensorflow-2.20.0-and-cuda.world" 'Nothing was found that keeps' \
    "where nothing is wrong there is nothing to report" --assume-gpu
none "$MACHINES/tensorflow-2.20.0.world" 'What was found is cuda-version-mismatch' \
    "another cause is named" --assume-gpu

echo "1..$number"
exit "$failed"
