#!/bin/bash
# whycpu --ask driver against driver libraries of our own that answer, fail, hang, crash and lie.
# From the environment: WHYCPU, STUBS (the directory of the libraries), VALIDATE_JSON, SCHEMAS.
set -u
export ASAN_OPTIONS=detect_leaks=0 # of validate_json; whycpu is started with an empty environment
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"

skip() { # WHAT WHY
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

# Runs whycpu with the libraries doing what the lines say; the answer is in $work/NAME.json.
ask() { # NAME LINES OPTION…
    local name=$1
    printf '%b\n' "$2" >"$work/$name.stub"
    chmod 644 "$work/$name.stub"
    shift 2
    # shellcheck disable=SC2086 # PROGRAM is words
    env -i PATH=/nonexistent HOME=/nonexistent LC_ALL=C.UTF-8 LD_LIBRARY_PATH="$STUBS" \
        WHYCPU_STUB="$work/$name.stub" ${PROGRAM:-"$WHYCPU"} --ask driver --json "$@" \
        >"$work/$name.json" 2>"$work/$name.err"
    echo $? >"$work/$name.status"
}

says() { # NAME TEXT WHAT: the answer holds the text
    grep -qF -- "$2" "$work/$1.json"
    local found=$?
    [ $found -eq 0 ] || {
        echo "# lacks: $2"
        sed 's/^/# /' "$work/$1.json" "$work/$1.err" | cut -c1-3000
    }
    report $found "$3"
}

says_not() { # NAME TEXT WHAT
    ! grep -qF -- "$2" "$work/$1.json"
    report $? "$3"
}

within() { # SECONDS SINCE WHAT
    [ $(($(date +%s%N) - $2)) -lt $(($1 * 1000000000)) ]
    report $? "$3 (within $1 s)"
}

# ---- What hangs is begun first and looked at last ----

hanging='cuInit cuDeviceGetCount cuDeviceGetName nvmlInit_v2 nvmlDeviceGetMemoryInfo'
begun=$(date +%s%N)
for call in $hanging; do
    ask "hang-$call" "$call hangs" &
done
ask hang-both 'open hangs' &
ask deaf 'cuInit handles' &
ask late 'cuInit sleeps 1500' &

# ---- Answers ----

ask well ''
says well '"asked": ["driver"]' 'the answer says that the driver was asked'
says well 'the driver was asked: libcuda.so.1 offers 1 device; libnvidia-ml.so.1 offers 1 device' \
    'what both libraries answered is told'
says well '79.0 of 80.0 GiB are free' 'the free memory is told'

while read -r code words; do
    ask "cuda-$code" "cuInit returns $code"
    says "cuda-$code" "cuInit returned $code ($words)" "cuInit returns $code"
done <<'CODES'
1 invalid value
2 out of memory
3 not initialized
34 stub library
46 device unavailable
100 no device
101 invalid device
102 device not licensed
304 operating system call failed
801 not supported
802 system not ready
803 kernel module and library differ
804 cuda-compat does not serve this GPU
805 MPS: connection failed
999 unknown error
CODES
says cuda-34 '"id": "stub-libcuda"' 'code 34 is the stub, whatever else is wrong'
says cuda-802 '"id": "fabric-manager-down"' 'code 802 is the fabric manager'
says cuda-803 '"id": "driver-lib-mismatch"' 'code 803 is a mismatch of versions'

while read -r code words; do
    ask "nvml-$code" "nvmlInit_v2 returns $code"
    says "nvml-$code" "nvmlInit_v2 returned $code ($words)" "nvmlInit_v2 returns $code"
    says "nvml-$code" 'CUDA does' "NVML $code does not keep CUDA from working"
done <<'CODES'
4 no permission
9 driver not loaded
15 GPU is lost
17 control device blocked by the operating system
18 kernel module and library differ
999 unknown error
CODES

ask odd-code 'cuInit returns -77'
says odd-code 'cuInit returned -77' 'a code that nobody knows is told as it is'
ask counts-none 'set devices 0'
says counts-none 'libcuda.so.1 offers 0 devices' 'no device is no device'
ask count-fails 'cuDeviceGetCount returns 3'
says count-fails 'cuDeviceGetCount returned 3 (not initialized)' 'a failing count is told'

# ---- What only a driver knows ----

ask prohibited 'set compute-mode 2'
says prohibited '"id": "exclusive-compute-mode"' 'compute mode prohibited'
ask taken 'set compute-mode 3\nset processes 2'
says taken '"id": "exclusive-compute-mode"' 'compute mode exclusive, and taken'
says taken 'process 4711 holds 1024 MiB' 'who has it is told'
ask alone 'set compute-mode 3'
says_not alone 'exclusive-compute-mode' 'compute mode exclusive, and free'
ask full 'set memory-free 1048576'
says full '"id": "gpu-memory-held-by-other-process"' 'no memory is left'
ask hot 'set clocks-held-by 0x40'
says hot '"id": "gpu-throttled"' 'too hot'
ask capped 'set clocks-held-by 0x4'
says_not capped 'gpu-throttled' 'the power limit is ordinary'
ask worn 'set remap-pending 1'
says worn '"id": "gpu-needs-reset"' 'rows wait for a reset'
ask mig 'cuInit returns 100\nset mig 1'
says mig 'cuInit returned 100 (no device)' 'MIG without instances'

# ---- State against outcome ----

reason=''
[ -d /sys/bus/pci/devices ] || reason='there is no PCI bus to be seen here'
grep -qs '^0x10de' /sys/bus/pci/devices/*/vendor && reason='this machine has a device of NVIDIA'
if [ -n "$reason" ]; then
    skip 'a device that is on no bus is noted' "$reason"
    skip 'the machine without a GPU stays one' "$reason"
else
    says well 'lists no GPU 0000:01:00.0, and the driver offers it' 'a device that is on no bus is noted'
    says well 'please report it' 'and a report is asked for'
    says cuda-100 '"id": "no-nvidia-gpu"' 'the machine without a GPU stays one'
fi

# ---- Crashes and lies ----

ask segfault 'cuInit segfaults'
says segfault 'libcuda.so.1 died in cuInit: SIGSEGV' 'a crash names call and signal'
ask abort 'cuDeviceGet aborts'
says abort 'libcuda.so.1 died in cuDeviceGet: SIGABRT' 'abort() likewise'
ask leaves 'cuInit exits 3'
says leaves 'libcuda.so.1 died in cuInit: exit status 3' 'exit() likewise'
ask leaves-well 'cuInit exits 0'
says leaves-well 'libcuda.so.1 died in cuInit: exit status 0' 'exit(0) is no answer'
ask constructor 'open segfaults'
says constructor 'libcuda.so.1 died in dlopen: SIGSEGV' 'a constructor that crashes'
ask nvml-crash 'nvmlInit_v2 segfaults'
says nvml-crash 'libnvidia-ml.so.1 died in nvmlInit_v2: SIGSEGV' 'a crash of NVML'
says nvml-crash 'libcuda.so.1 offers 1 device' 'hides nothing of CUDA'
ask chatter 'cuInit chatters'
says chatter 'libcuda.so.1 offers 1 device' 'what the driver prints changes nothing'
! grep -q "of the driver" "$work/chatter.err" "$work/chatter.json"
report $? "and reaches nobody"
ask shout 'cuInit shouts'
says shout 'something wrote among the answers' 'foreign lines among the answers are noticed'
ask flood 'cuInit floods'
says flood 'something wrote among the answers' 'a flood is cut off'
since=$(date +%s%N)
ask fork 'cuInit forks'
says fork 'libcuda.so.1 offers 1 device' 'a child that keeps the pipe open does not matter'
within 3 "$since" 'and nobody waits for it'
ask endless 'set name (endless)'
says endless '"name": "xxxxxxxx' 'a name without an end is cut'
ask escapes 'set name (escapes)'
says escapes '\\x1b[31mred\\x0d' 'control characters in a name are escaped'
says escapes '\\x5cx41' 'and so are backslashes'
ask long 'set name (10 MB)'
says long 'libcuda.so.1 died in cuDeviceGetName' 'a name of 10 MB kills the helper alone'
ask three 'set devices 3\ncuDeviceGetAttribute returns 1'
says three 'libcuda.so.1 offers 3 devices' 'three devices that tell nothing of themselves'
ask minus 'set devices -1'
says minus 'libcuda.so.1 told no number of devices' 'fewer devices than none'
ask many 'set devices 2000000'
says many 'libcuda.so.1 told no number of devices' 'more devices than there can be'
ask no-address 'set pci nonsense'
says no-address 'libcuda.so.1 offers 1 device' 'a device without an address'

# ---- The process that asks ----

ask rights 'cuInit reports' --env CUDA_VISIBLE_DEVICES=0,1
says rights 'nnp=1 leader=1 core=0 fds=4 cache=1 loading=LAZY preload=0 visible=0,1' \
    'no new privileges, a session and descriptors of its own, no core file, the judged variables'
if [ "$(id -u)" -eq 0 ]; then
    ask nobody 'cuInit reports' --user nobody
    says nobody "uid=$(id -u nobody) nnp=1" 'with the rights of the judged user'
    ask preload '' --env LD_PRELOAD=/nonexistent.so
    says preload 'as root, nothing is started with LD_PRELOAD set' 'as root nothing is preloaded'
    mkdir "$work/open"
    cp "$STUBS"/lib*.so.1 "$work/open"
    chmod 777 "$work/open"
    ask writable '' --env LD_LIBRARY_PATH="$work/open"
    says writable "others than root may write $work/open" 'as root no directory of others'
    chmod 755 "$work/open"
    chmod 666 "$work/open/libcuda.so.1"
    ask file '' --env LD_LIBRARY_PATH="$work/open"
    says file "others than root may write $work/open/libcuda.so.1" 'as root no file of others'
    says file 'the driver was asked: libnvidia-ml.so.1 offers 1 device' 'the other one is asked'
    as_nobody="$(command -v setpriv) --reuid=65534 --regid=65534 --clear-groups"
    PROGRAM="$as_nobody $WHYCPU"
    # shellcheck disable=SC2086 # words
    if $as_nobody "$WHYCPU" --version >/dev/null 2>&1; then
        ask other '' --user root
        says other 'the driver answers this user, and user 0 is judged' 'nobody asks for another'
        ask plain 'cuInit reports'
        says plain 'uid=65534 nnp=1' 'another user than root asks'
    else
        skip 'nobody asks for another' 'setpriv cannot start it'
    fi
    PROGRAM=
else
    skip 'with the rights of the judged user' 'only root can take them'
fi

# ---- Without the right helper ----

mkdir "$work/bin"
cp "$WHYCPU" "$work/bin/whycpu"
PROGRAM=$work/bin/whycpu
ask alone-program ''
says alone-program "there is no $work/bin/whycpu-helper" 'no helper'
says alone-program '"asked": []' 'nothing was asked then'
helper() { # LINE: a helper that says it
    # shellcheck disable=SC2016 # its own variables
    printf '#!/bin/sh\necho "%s" >&3\n' "$1" >"$work/bin/whycpu-helper"
    chmod 755 "$work/bin/whycpu-helper"
}
# shellcheck disable=SC2016
helper 'helper 9.9 $1'
ask version ''
says version 'whycpu-helper is of version 9.9' 'a helper of another version'
helper ''
ask mute ''
says mute 'whycpu-helper said nothing' 'a helper that is none'
chmod 644 "$work/bin/whycpu-helper"
ask no-program ''
says no-program 'whycpu-helper cannot be started: Permission denied' 'a helper that does not start'
printf '#!/nonexistent\n' >"$work/bin/whycpu-helper"
chmod 755 "$work/bin/whycpu-helper"
ask no-interpreter ''
says no-interpreter 'whycpu-helper cannot be started: the loader of glibc that it needs is not on this system' \
    'a helper for another C library'
rm "$work/bin/whycpu-helper"
mkdir -p "$work/libexec"
cp "$(dirname "$WHYCPU")/whycpu-helper" "$work/libexec"
ask package ''
says package 'libcuda.so.1 offers 1 device' 'a helper where a package puts it'
PROGRAM=

# ---- Where nobody may be asked ----

ask assumed '' --assume-gpu
says assumed 'the GPU is assumed, and there is no driver to ask' 'not an assumed GPU'
ask elsewhere '' --root /usr
says elsewhere 'this is not the machine itself' 'not another root'
ask snapshot '' --snapshot "$MACHINES/tensorflow-2.20.0.world"
says snapshot 'this is not the machine itself' 'not a recorded machine'

# ---- No driver ----

if ldconfig -p 2>/dev/null | grep -q 'libcuda\.so\.1'; then
    skip 'no library' 'this machine has one'
else
    ask nothing '' --env LD_LIBRARY_PATH=
    says nothing 'libcuda.so.1 does not open: cannot open shared object file' 'no library'
fi
mkdir "$work/empty"
ln -s /nonexistent "$work/empty/libcuda.so.1"
printf 'no library\n' >"$work/empty/libnvidia-ml.so.1"
ask damaged '' --env LD_LIBRARY_PATH="$work/empty"
says damaged 'libnvidia-ml.so.1 does not open' 'a text file is no library'

# ---- What hung ----

wait
within 12 "$begun" 'eight that hang end beside each other'
for call in $hanging; do
    says "hang-$call" "$call did not return: no answer within 5 s, and was ended" "$call hangs"
done
says hang-nvmlInit_v2 'libcuda.so.1 offers 1 device' 'NVML hangs, CUDA is told'
says hang-both 'dlopen did not return: no answer within 5 s, and was ended; dlopen did not return' \
    'both hang, and one deadline is for both'
says deaf 'cuInit did not return' 'what ignores signals is ended too'
says late 'libcuda.so.1 offers 1 device' 'a slow driver is waited for'

wrong=$(for answer in "$work"/*.json; do
    "$VALIDATE_JSON" "$SCHEMAS" "$answer" >"$work/schema" 2>&1 || { echo "# $answer" && sed 's/^/# /' "$work/schema"; }
done)
[ -z "$wrong" ] || echo "$wrong" | head -20
[ -z "$wrong" ]
report $? 'every answer is as the schema says'
grep -hvE '^[012]$' "$work"/*.status >"$work/statuses"
[ ! -s "$work/statuses" ]
report $? 'every exit status is an answer'
cat "$work"/*.err >"$work/errors"
[ ! -s "$work/errors" ] || sed 's/^/# /' "$work/errors" | head
[ ! -s "$work/errors" ]
report $? 'nothing is printed besides'
left=$(ps -eo args | awk -v stubs="$STUBS/lib" '/^whycpu-helper/ && index($0, stubs)')
[ -z "$left" ]
report $? 'no process is left behind'

echo "1..$number"
exit $failed
