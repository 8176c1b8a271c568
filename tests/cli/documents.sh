#!/bin/sh
# Every JSON document that check prints is as its schema says; one document a line.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"

valid() { # WHAT COMMAND…
    what=$1
    shift
    "$@" >"$work/document" 2>"$work/errors"
    status=$?
    if [ "$status" -gt 2 ] || [ -s "$work/errors" ]; then
        sed 's/^/# /' "$work/errors"
        result no "$what answers (status $status)"
        return
    fi
    if said=$(ASAN_OPTIONS=detect_leaks=0 "$VALIDATE_JSON" "$SCHEMAS" "$work/document" 2>&1); then
        result yes "$what is valid"
    else
        printf '%s\n' "$said" | sed 's/^/# /'
        result no "$what is valid"
    fi
    result "$(grep -qv '^{.*}$' "$work/document" && echo no || echo yes)" "$what is a document a line"
}

valid "this machine" "$WHYCPU" --json
valid "this machine with an assumed GPU" "$WHYCPU" --json --assume-gpu
valid "every environment" "$WHYCPU" --json --all
valid "this machine, PyTorch" "$WHYCPU" --json --framework torch
valid "an empty root" "$WHYCPU" --json --root "$work"
mkdir -p "$work/$(printf 'x\377y')/bin"
valid "a root whose name is no UTF-8" "$WHYCPU" --json --root "$work/$(printf 'x\377y')"
for machine in "$MACHINES"/*.world; do
    valid "${machine##*/}" "$WHYCPU" --json --snapshot "$machine"
    valid "${machine##*/} with an assumed GPU" "$WHYCPU" --json --assume-gpu --snapshot "$machine"
    valid "${machine##*/} with all GPUs hidden" \
        "$WHYCPU" --json --assume-gpu --env CUDA_VISIBLE_DEVICES=-1 --snapshot "$machine"
    valid "${machine##*/}, Keras" "$WHYCPU" --json --framework keras --snapshot "$machine"
    valid "${machine##*/}, JAX" "$WHYCPU" --json --framework jax --snapshot "$machine"
done
for machine in "$MACHINES"/*.world; do
    valid "what differs between 2.20.0 and ${machine##*/}" \
        "$WHYCPU" diff --json "$MACHINES/tensorflow-2.20.0-and-cuda.world" "$machine"
done
valid "what differs between a recording and this machine" \
    "$WHYCPU" diff --json "$MACHINES/tensorflow-2.20.0-and-cuda.world"
valid "the plan for this machine" "$WHYCPU" fix --json
valid "the plan for this machine with an assumed GPU" "$WHYCPU" fix --json --assume-gpu
valid "the plans for every environment" "$WHYCPU" fix --json --all --assume-gpu
for machine in "$MACHINES"/*.world; do
    valid "the plan for ${machine##*/}" "$WHYCPU" fix --json --snapshot "$machine"
    valid "the plan for ${machine##*/} with an assumed GPU" \
        "$WHYCPU" fix --json --assume-gpu --env CUDA_VISIBLE_DEVICES=-1 --snapshot "$machine"
done
for log in "$MACHINES"/../logs/*.log; do
    valid "what ${log##*/} tells" "$WHYCPU" log --json "$log"
done
echo "1..$number"
exit "$failed"
