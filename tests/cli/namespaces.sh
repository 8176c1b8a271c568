#!/bin/sh
# The same machine, seen from a namespace of processes, from overlay file systems, and without /proc:
# the answer must be the one that is given outside.
# shellcheck disable=SC2016,SC2317 # words for a second shell; functions that are called by name
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ "$(id -u)" -ne 0 ]; then
    echo "1..0 # SKIP needs to be root, to make namespaces and to mount"
    exit 0
fi
work=$(mktemp -d) || exit 1
tidy() {
    umount "$work/merged" 2>/dev/null
    rm -rf "$work"
}
trap tidy EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"
skip() { # WHAT WHY
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

PYTHONDONTWRITEBYTECODE=1 python3 -c '
import pathlib, sys
sys.path.insert(0, sys.argv[1])
from environments import make_environment
make_environment(pathlib.Path(sys.argv[2]), 8)' "$here/../bench" "$work/env" || exit 1

# The answer in a line: verdict, what is listed, each step with its status, causes and subjects; and
# the exit status.
answer() { # COMMAND…
    "$@" >"$work/json" 2>"$work/errors"
    status=$?
    python3 -c '
import json, sys
for line in open(sys.argv[1]):
    told = json.loads(line)
    print(told["verdict"], told["listed"], [(s["id"], s["status"]) for s in told["chain"]],
          [(c["id"], c["subjects"], c["certain"]) for c in told["causes"]])' "$work/json"
    cat "$work/errors"
    echo "status $status"
}
judge() { # ENVIRONMENT OPTION…
    environment=$1
    shift
    "$WHYCPU" check --json --framework tensorflow --assume-gpu --venv "$environment" "$@"
}
same() { # WHAT EXPECTED GOT
    [ "$2" = "$3" ]
    holds=$?
    [ $holds -eq 0 ] || printf '%s\n' "# expected" "$2" "# got" "$3" | sed 's/^\([^#]\)/#   \1/'
    report $holds "$1"
}

outside=$(answer judge "$work/env")
case $outside in
gpu*) report 0 "the environment is judged, and whole" ;;
*) report 1 "the environment is judged, and whole" && echo "# $outside" ;;
esac

# ---- A namespace of processes ----

in_processes() { unshare --pid --fork --mount-proc "$@"; }
if in_processes true 2>/dev/null; then
    export WHYCPU
    script='"$0" check --json --framework tensorflow --assume-gpu --venv "$@"'
    same "in a namespace of processes" "$outside" \
        "$(answer in_processes sh -c "$script" "$WHYCPU" "$work/env")"
    same "there, with the /proc of outside" "$outside" \
        "$(answer unshare --pid --fork sh -c "$script" "$WHYCPU" "$work/env")"
    same "a mask that was set outside" \
        "$(CUDA_VISIBLE_DEVICES=-1 answer judge "$work/env")" \
        "$(CUDA_VISIBLE_DEVICES=-1 answer in_processes sh -c "$script" "$WHYCPU" "$work/env")"
    if grep -q __asan_init "$WHYCPU"; then
        skip "no /proc at all" "the sanitizers themselves need it"
    else
        same "no /proc at all" "$outside" "$(answer unshare --mount sh -c \
            "mount -t tmpfs none /proc && exec $script" "$WHYCPU" "$work/env")"
    fi
else
    skip "namespaces of processes" "none may be made here"
fi

# ---- Overlay file systems ----

mkdir "$work/upper" "$work/scratch" "$work/merged"
if mount -t overlay overlay \
    -o "lowerdir=$work/env,upperdir=$work/upper,workdir=$work/scratch" "$work/merged" 2>/dev/null
then
    library=lib/python3.11/site-packages/nvidia/cusolver/lib/libcusolver.so.11
    same "an overlay file system" "$outside" "$(answer judge "$work/merged")"
    rm "$work/merged/$library"
    [ "$outside" != "$(answer judge "$work/merged")" ]
    report $? "what is gone from the upper layer is noticed"
    cp -a "$work/env" "$work/copy" && rm "$work/copy/$library"
    same "a library that the upper layer takes away" "$(answer judge "$work/copy")" \
        "$(answer judge "$work/merged")"
    echo text >"$work/merged/$library"
    echo text >"$work/copy/$library"
    same "a library that the upper layer spoils" "$(answer judge "$work/copy")" \
        "$(answer judge "$work/merged")"
    rm -r "$work/merged/lib/python3.11/site-packages/tensorflow" \
        "$work/copy/lib/python3.11/site-packages/tensorflow"
    same "a framework that the upper layer takes away" "$(answer judge "$work/copy")" \
        "$(answer judge "$work/merged")"
else
    skip "overlay file systems" "none may be mounted here"
fi

echo "1..$number"
exit "$failed"
