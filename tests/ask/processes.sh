#!/bin/bash
# What --ask driver does besides looking: it starts whycpu-helper, twice, and nothing else; neither
# it nor the helper opens a file for writing, besides /dev/null. Every system call is looked at.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export ASAN_OPTIONS=detect_leaks=0
number=0
failed=0

if ! strace -o "$work/probe" true 2>/dev/null; then
    echo "1..0 # SKIP strace is not there, or is not allowed to trace"
    exit 0
fi

expect() { # WHAT EXPECTED GOT
    number=$((number + 1))
    if [ "$2" = "$3" ]; then
        echo "ok $number - $1"
        return
    fi
    printf '# expected: %s\n# got:\n' "$2"
    printf '%s\n' "$3" | head -20 | sed 's/^/# /'
    echo "not ok $number - $1"
    failed=1
}

strace -f -qq -s 200 -o "$work/calls" env -i ASAN_OPTIONS="$ASAN_OPTIONS" PATH=/nonexistent HOME=/nonexistent \
    LD_LIBRARY_PATH="$STUBS" "$WHYCPU" --ask driver >"$work/said" 2>&1
calls() { grep -E "^[0-9]+ +($1)\(" "$work/calls"; }

expect 'the driver is asked' 1 "$(grep -c 'driver was asked' "$work/said")"
expect 'two helpers are started, and nothing else' "whycpu-helper
whycpu-helper" "$(calls 'execve(at)?' | sed 1,2d | sed -E 's/.*"([^"]*)", \["([^"]*)".*/\2/')"
expect 'two processes are made' 2 "$(calls 'clone3?|v?fork' | wc -l)"
expect 'no more privileges, in each' 2 "$(grep -c 'PR_SET_NO_NEW_PRIVS, 1' "$work/calls")"
expect 'each ends with its parent' 2 "$(grep -c 'PR_SET_PDEATHSIG, SIGKILL' "$work/calls")"
expect 'no core file of either' 2 \
    "$(grep -cE '(setrlimit|prlimit64)\(.*RLIMIT_CORE, \{rlim_cur=0, rlim_max=0\}' "$work/calls")"
expect 'nothing is opened for writing' '' \
    "$(calls 'open(at2?)?' | grep -E 'O_(WRONLY|RDWR|CREAT|TRUNC|APPEND)' | grep -v '"/dev/null", O_RDWR')"
expect 'no file is changed' '' \
    "$(calls '(creat|unlink|rename|mkdir|rmdir|link|symlink|mknod|chmod|fchmod|chown|truncate|ftruncate|utimensat|mount|umount)[a-z0-9]*')"
expect 'nobody is talked to' '' "$(calls 'socket|connect|bind|sendto|sendmsg')"
expect 'no device is opened but /dev/null' '' \
    "$(calls 'open(at2?)?' | grep '"/dev/' | grep -v '"/dev/null"')"
expect 'writes go to the output and to the answers' '' \
    "$(calls 'p?writev?2?|pwrite64' | grep -vE '(write|writev)\([123],')"

expect 'without --ask nothing is started' '' "$(
    strace -f -qq -o "$work/plain" env -i ASAN_OPTIONS="$ASAN_OPTIONS" PATH=/nonexistent LD_LIBRARY_PATH="$STUBS" \
        "$WHYCPU" >/dev/null
    grep -E '^[0-9]+ +(clone3?|v?fork)\(' "$work/plain"
)"

# A sleeping helper must not outlive whycpu.
printf 'open hangs\n' >"$work/stub"
env -i ASAN_OPTIONS="$ASAN_OPTIONS" PATH=/nonexistent LD_LIBRARY_PATH="$STUBS" WHYCPU_STUB="$work/stub" "$WHYCPU" --ask driver \
    >/dev/null 2>&1 &
program=$!
helpers() { ps -eo ppid,pid,args | awk -v p="$program" '$1 == p && /whycpu-helper/ { print $2 }'; }
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    started=$(helpers)
    [ "$(echo "$started" | wc -w)" -eq 2 ] && break
    sleep 0.1
done
expect 'two helpers hang' 2 "$(echo "$started" | wc -w)"
kill -9 "$program"
wait "$program" 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
    left=$(for pid in $started; do [ ! -d "/proc/$pid" ] || grep '^State' "/proc/$pid/status"; done)
    [ -z "$left" ] && break
    sleep 0.1
done
expect 'they end with a program that was killed' '' "$(echo "$left" | grep -v zombie)"

echo "1..$number"
exit $failed
