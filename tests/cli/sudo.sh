#!/bin/sh
# Under sudo the user who called it is judged, and the report names the variables that sudo took
# away. A copy of sh stands in for sudo: its name is sudo, it is root, and it starts whycpu with an
# environment of sudo's making.
set -u
if [ "$(id -u)" -ne 0 ]; then
    echo "1..0 # SKIP needs to be root, as a program under sudo is"
    exit 0
fi
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cp "$(command -v sh)" "$work/sudo"
number=0
failed=0

result() { # HELD WHAT
    number=$((number + 1))
    if [ "$1" = yes ]; then
        echo "ok $number - $2"
    else
        sed 's/^/# /' "$work/said"
        echo "not ok $number - $2"
        failed=1
    fi
}

notes() { tr '\n' ' ' <"$work/said" | tr -s ' '; }
said() { case $(notes) in *"$1"*) echo yes ;; *) echo no ;; esac; }
not_said() { case $(notes) in *"$1"*) echo no ;; *) echo yes ;; esac; }

# The last command keeps the shell from becoming whycpu itself.
under_sudo() { # CALLER-ID ASSIGNMENT…
    caller=$1
    shift
    env -i PATH=/usr/bin:/bin "$@" "$work/sudo" -c \
        "env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 SUDO_UID=$caller '$WHYCPU'; :" >"$work/said" 2>&1
}

under_sudo 1 LD_LIBRARY_PATH=/x TF_CPP_MIN_LOG_LEVEL=3 EDITOR=vi
result "$(said 'the rights of daemon are judged')" "the caller's rights are judged"
result "$(said 'sudo removed LD_LIBRARY_PATH, TF_CPP_MIN_LOG_LEVEL;')" "variables that decide are named"
result "$(not_said EDITOR)" "variables that do not decide are not"

under_sudo 1 EDITOR=vi
result "$(not_said 'sudo removed')" "nothing is said when nothing was removed"

under_sudo 0 LD_LIBRARY_PATH=/x
result "$(not_said 'rights of')" "root's own sudo changes nothing"

under_sudo 4999999 LD_LIBRARY_PATH=/x
result "$(said 'who called sudo cannot be told')" "a caller without a name is said to be unknown"

env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 SUDO_UID=1 "$WHYCPU" >"$work/said" 2>&1
result "$(said 'which variables sudo removed cannot be told')" "without sudo as parent it cannot be told"

env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$WHYCPU" --user daemon >"$work/said" 2>&1
result "$(not_said 'sudo removed')" "--user names the judged user without sudo"
echo "1..$number"
exit "$failed"
