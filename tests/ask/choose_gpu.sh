#!/bin/sh
# whycpu run --choose-gpu against an NVML of our own with several GPUs. From the environment: WHYCPU,
# STUBS (the directory of the libraries).
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"

# What the program gets, `unset` for a variable that is not set.
chosen() { # LINES [ASSIGNMENT…]
    printf '%b\n' "$1" >"$work/stub"
    chmod 644 "$work/stub"
    shift
    # shellcheck disable=SC2016 # for the inner shell
    env -i PATH=/usr/bin:/bin HOME=/nonexistent LD_LIBRARY_PATH="$STUBS" WHYCPU_STUB="$work/stub" \
        "$@" "$WHYCPU" run --choose-gpu -- \
        sh -c 'echo "${CUDA_DEVICE_ORDER-unset} <${CUDA_VISIBLE_DEVICES-unset}>"' 2>"$work/said"
}

gets() { # WHAT EXPECTED LINES [ASSIGNMENT…]
    what=$1 expected=$2
    shift 2
    got=$(chosen "$@")
    [ "$got" = "$expected" ]
    held=$?
    [ $held -eq 0 ] || printf '# got: %s\n# said: %s\n' "$got" "$(cat "$work/said")"
    report $held "$what"
}

said() { # TEXT WHAT
    grep -qF -- "$1" "$work/said"
    held=$?
    [ $held -eq 0 ] || sed 's/^/# said: /' "$work/said"
    report $held "$2"
}

gib=1073741824
uuid=GPU-00000000-0000-0000-0000-00000000000
three='set devices 3\nset @0-memory-free 10737418240\nset @1-memory-free 85899345920\nset @2-memory-free 42949672960'

gets 'of three the one with the most memory to spare' 'PCI_BUS_ID <1>' "$three"
said 'CUDA_VISIBLE_DEVICES=1: GPU 1 (Stub GPU) is the least used' 'that is told in one line'
[ "$(wc -l <"$work/said")" -eq 1 ]
report $? 'and in no more'
gets 'of equals the first' 'PCI_BUS_ID <0>' 'set devices 4'
gets 'a few megabytes are no difference' 'PCI_BUS_ID <0>' \
    "set devices 2\nset @0-memory-free $((79 * gib))\nset @1-memory-free $((79 * gib + 100000000))"
gets 'then processes count' 'PCI_BUS_ID <2>' \
    'set devices 3\nset @0-processes 3\nset @1-processes 2\nset @2-processes 1'
gets 'memory counts before processes' 'PCI_BUS_ID <0>' \
    "set devices 2\nset @0-processes 5\nset @1-memory-free $gib"
gets 'a GPU that MIG divides is none to choose' 'PCI_BUS_ID <2>' "$three\nset @1-mig 1"
gets 'when each is divided, nothing is set' 'unset <unset>' "$three\nset mig 1"
said 'each is divided by MIG' 'and why'
gets 'one that does not tell its memory is none, and the others are named by UUID' \
    "PCI_BUS_ID <${uuid}3>" "$three\nnvmlDeviceGetMemoryInfo@1 returns 999"
gets 'nothing is set when none tells it' 'unset <unset>' "$three\nnvmlDeviceGetMemoryInfo returns 999"
said 'no GPU says how much of its memory is used' 'and why'
gets 'without a GPU nothing is set' 'unset <unset>' 'set devices 0'
gets 'when NVML fails nothing is set' 'unset <unset>' 'nvmlInit_v2 returns 9'
gets 'when NVML crashes nothing is set' 'unset <unset>' 'nvmlInit_v2 segfaults'
gets 'a choice of the user stays' 'unset <0>' "$three" CUDA_VISIBLE_DEVICES=0
said 'CUDA_VISIBLE_DEVICES is set already' 'and that is told'
gets 'an empty one too' 'unset <>' "$three" CUDA_VISIBLE_DEVICES=
gets 'in an order of the user GPUs are named by UUID' "FASTEST_FIRST <${uuid}2>" "$three" \
    CUDA_DEVICE_ORDER=FASTEST_FIRST
gets 'the order by bus is the usual one' 'PCI_BUS_ID <1>' "$three" CUDA_DEVICE_ORDER=PCI_BUS_ID
got=$(PATH=/usr/bin:/bin "$WHYCPU" run --choose-gpu --env CUDA_VISIBLE_DEVICES=7 -- \
    printenv CUDA_VISIBLE_DEVICES 2>/dev/null)
[ "$got" = 7 ]
report $? 'so does one that is given with --env'
echo "1..$number"
exit "$failed"
