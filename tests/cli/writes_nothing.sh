#!/bin/sh
# check, snapshot and fix write nothing anywhere, start nothing, open no device of the GPU and talk to
# nobody: every system call of them is looked at.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# A sanitizer's search for leaks traces the program itself, which strace does already.
export ASAN_OPTIONS=detect_leaks=0
number=0
failed=0

if ! strace -o "$work/probe" true 2>/dev/null; then
    echo "1..0 # SKIP strace is not there, or is not allowed to trace"
    exit 0
fi

expect_none() { # WHAT OFFENCES
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
        return
    fi
    printf '%s\n' "$2" | head -20 | sed 's/^/# /'
    echo "not ok $number - $1"
    failed=1
}

look_at() { # WHAT COMMAND…
    what=$1
    shift
    strace -f -qq -o "$work/calls" "$@" >"$work/said" 2>&1
    status=$?
    number=$((number + 1))
    if [ "$status" -le 2 ] && [ -s "$work/said" ]; then
        echo "ok $number - $what answers"
    else
        sed 's/^/# /' "$work/said"
        echo "not ok $number - $what answers (status $status)"
        failed=1
    fi
    expect_none "$what opens nothing for writing" \
        "$(grep -E '^[0-9]+ +open(at2?)?\(.*(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND)' "$work/calls")"
    expect_none "$what changes no file" "$(grep -E '^[0-9]+ +(creat|unlink|rename|mkdir|rmdir|link|symlink|mknod|chmod|fchmod|chown|fchown|lchown|truncate|ftruncate|utime|futimesat|utimensat|setxattr|fsetxattr|removexattr|mount|umount|pivot_root|chroot|swapon|fallocate)[a-z0-9]*\(' "$work/calls")"
    expect_none "$what writes to its output alone" \
        "$(grep -E '^[0-9]+ +(p?writev?2?|pwrite64|sendfile|splice|copy_file_range)\(' "$work/calls" | grep -vE '(write|writev)\([12],')"
    expect_none "$what starts nothing" \
        "$(grep -E '^[0-9]+ +(execveat|execve|clone3?|v?fork)\(' "$work/calls" | sed 1d)"
    expect_none "$what talks to nobody" \
        "$(grep -E '^[0-9]+ +(socket|connect|bind|sendto|sendmsg)\(' "$work/calls")"
    expect_none "$what opens no device" \
        "$(grep -E '^[0-9]+ +open(at2?)?\(.*"/dev/' "$work/calls")"
    expect_none "$what signals nobody and changes no rights" \
        "$(grep -E '^[0-9]+ +(kill|tkill|tgkill|ptrace|set[a-z]*[ug]id|setgroups|capset|setns|unshare)\(' "$work/calls")"
}

look_at "check" "$WHYCPU"
look_at "check --assume-gpu --json" "$WHYCPU" --assume-gpu --json
look_at "check --all" "$WHYCPU" --all
export CUDA_VISIBLE_DEVICES=-1
look_at "check --remember without a GPU that is used" "$WHYCPU" --remember
unset CUDA_VISIBLE_DEVICES
look_at "snapshot -o -" "$WHYCPU" snapshot -o -
look_at "check --root" "$WHYCPU" --root /usr
look_at "fix" "$WHYCPU" fix
look_at "fix --assume-gpu --json" "$WHYCPU" fix --assume-gpu --json
look_at "fix --all --assume-gpu" "$WHYCPU" fix --all --assume-gpu
look_at "fix --assume-gpu with a variable" \
    "$WHYCPU" fix --assume-gpu --env CUDA_VISIBLE_DEVICES=-1 --env LD_LIBRARY_PATH=/tmp
for machine in "$MACHINES"/*.world; do
    look_at "check --snapshot ${machine##*/}" "$WHYCPU" --snapshot "$machine"
    look_at "fix --snapshot ${machine##*/}" "$WHYCPU" fix --assume-gpu --snapshot "$machine"
done
echo "1..$number"
exit "$failed"
