#!/bin/sh
# A made up environment on a machine that seems to have a GPU is remembered while it works; then one
# thing changes, and check and diff say what. Needs root, for files laid over /sys and /dev.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
bench=$here/../bench
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
failed=0

result() { # HELD WHAT
    number=$((number + 1))
    if [ "$1" = yes ]; then
        echo "ok $number - $2"
    else
        [ ! -f "$work/out" ] || sed 's/^/# /' "$work/out"
        echo "not ok $number - $2"
        failed=1
    fi
}

says() { # TEXT WHAT: whether the last output holds it
    result "$(tr '\n' ' ' <"$work/out" | tr -s ' ' | grep -qF "$1" && echo yes || echo no)" "$2"
}

says_nothing_of() { # TEXT WHAT
    result "$(grep -qF "$1" "$work/out" && echo no || echo yes)" "$2"
}

ends_with() { # STATUS WHAT
    result "$([ "$status" -eq "$1" ] && echo yes || echo no)" "$2 (status $status)"
}

# All of it runs within one namespace, in which the GPU is there.
if [ -z "${IN_NAMESPACE:-}" ]; then
    if ! IN_NAMESPACE=yes WORK="$work" sh "$bench/with_gpu.sh" true 2>"$work/why"; then
        echo "ok 1 - what changed since it worked # SKIP $(tail -1 "$work/why")"
        echo "1..1"
        exit 0
    fi
    IN_NAMESPACE=yes sh "$bench/with_gpu.sh" sh "$0"
    exit
fi

ask() { # [NAME=VALUE…] OPTION…: the answer in $work/out
    env -u CUDA_VISIBLE_DEVICES HOME="$work/home" "$@" >"$work/out" 2>&1
    status=$?
}
mkdir "$work/home"
PYTHONPATH=$bench python3 -c 'import pathlib, sys, environments
environments.make_environment(pathlib.Path(sys.argv[1]), 5)' "$work/venv" >"$work/out" 2>&1 || {
    result no "an environment can be made up"
    echo "1..$number"
    exit 1
}
site=$work/venv/lib/python3.11/site-packages
kept=$work/home/.local/state/whycpu/remembered

ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv"
says_nothing_of "It worked" "nothing is remembered, nothing is compared"

ask "$WHYCPU" --venv "$work/venv" --remember
ends_with 0 "it works and is remembered"
set -- "$kept"/tensorflow-*.world
result "$([ -f "$1" ] && echo yes || echo no)" "the recording is there"
recording=$1
find "$work/home" | sort >"$work/before"

ask "$WHYCPU" --venv "$work/venv"
ends_with 0 "it still works"
says_nothing_of "It worked" "what works is not compared"

ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv"
ends_with 1 "a variable stops it"
says "since then this changed: CUDA_VISIBLE_DEVICES is set now. before not set now -1" "the variable is named"

ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv" -q
result "$([ "$(wc -l <"$work/out")" -eq 1 ] && echo yes || echo no)" "-q prints a line alone"

ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv" --json
says '"changes": ["variable/CUDA_VISIBLE_DEVICES"]' "JSON names what explains it"
result "$("$VALIDATE_JSON" "$SCHEMAS" "$work/out" >/dev/null 2>&1 && echo yes || echo no)" \
    "JSON is as its schema says"

ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" diff "$recording"
ends_with 1 "diff asks this machine what the recording was asked"
says "CUDA_VISIBLE_DEVICES is set now." "diff explains it alike"

ask "$WHYCPU" diff "$recording"
ends_with 0 "nothing that matters has changed"

mv "$site/nvidia/cufft" "$work/cufft"
mv "$site"/nvidia_cufft_cu12-*.dist-info "$work/"
ask "$WHYCPU" --venv "$work/venv"
ends_with 1 "a package is gone"
says "since then this changed: nvidia-cufft-cu12 12.0.1 is no longer installed." "the package is named"

ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv"
says "since then, these 2 changes together make the difference:" "two changes are told as two"
mv "$work/cufft" "$site/nvidia/"
mv "$work"/nvidia_cufft_cu12-*.dist-info "$site/"

ask LD_LIBRARY_PATH=/nowhere "$WHYCPU" --venv "$work/venv"
ends_with 1 "the driver's library is looked for elsewhere"
says "since then this changed: LD_LIBRARY_PATH has another value now." "the variable is named"

find "$work/home" | sort >"$work/after"
result "$(cmp -s "$work/before" "$work/after" && echo yes || echo no)" "comparing writes nothing"

echo damaged >"$recording"
ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv"
ends_with 1 "a damaged recording changes no answer"
says_nothing_of "It worked" "a damaged recording is not compared"
# Keras on TensorFlow, remembered too: each answer says what changed, a person reads it once.
python3 - "$work/venv" <<'END'
import pathlib, sys
site = next(pathlib.Path(sys.argv[1]).glob("lib/python3*/site-packages"))
(site / "keras").mkdir()
(site / "keras" / "__init__.py").touch()
(site / "keras-3.5.0.dist-info").mkdir()
(site / "keras-3.5.0.dist-info" / "METADATA").write_text("Name: keras\nVersion: 3.5.0\n")
END
ask "$WHYCPU" --venv "$work/venv" --remember
result "$([ "$(find "$kept" -name 'keras-*' | wc -l)" -eq 1 ] && echo yes || echo no)" "Keras is remembered"
ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv" --json
result "$([ "$(grep -c '"since": {.*"explains": true' "$work/out")" -eq 2 ] && echo yes || echo no)" \
    "what changed is told of both frameworks"
ask CUDA_VISIBLE_DEVICES=-1 "$WHYCPU" --venv "$work/venv"
result "$([ "$(grep -c 'since then' "$work/out")" -eq 1 ] && echo yes || echo no)" \
    "a page tells it once"

echo "1..$number"
exit "$failed"
