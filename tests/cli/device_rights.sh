#!/bin/sh
# Who may open a device node: what whycpu says without opening it, held against what the kernel does
# when it is opened. The nodes are made for the purpose and belong to no GPU: number 200 of a driver
# that is not loaded here, so that an allowed open ends with ENXIO.
# shellcheck disable=SC2016,SC2317 # words for a second shell; functions that are called by name
set -u
if [ "$(id -u)" -ne 0 ]; then
    echo "1..0 # SKIP needs to be root, to make device nodes"
    exit 0
fi
if [ -e /proc/driver/nvidia ]; then
    echo "1..0 # SKIP this machine has the NVIDIA driver, which is left alone"
    exit 0
fi
work=$(mktemp -d) || exit 1
root=$work/root
node=$root/dev/nvidia200
number=0
failed=0
tidy() {
    umount "$root/dev" 2>/dev/null
    rmdir "/sys/fs/cgroup/devices/whycpu-$$" "$unified/whycpu-$$" 2>/dev/null
    rm -rf "$work"
}
unified=$(sed -n 's/^[^ ]* [^ ]* [^ ]* [^ ]* \([^ ]*\) .* - cgroup2 .*/\1/p' /proc/self/mountinfo |
    head -n 1)
trap tidy EXIT
chmod 755 "$work"

# A machine with a loaded driver and one GPU, as far as files can tell it.
make_machine() {
    mkdir -p "$root/dev" "$root/etc" "$root/proc/self" "$root/proc/sys/kernel" \
        "$root/sys/module/nvidia" "$root/sys/bus/pci/devices/0000:01:00.0"
    echo 580.65.06 >"$root/sys/module/nvidia/version"
    printf 'DRIVER=nvidia\nPCI_CLASS=30200\nPCI_ID=10DE:2330\n' \
        >"$root/sys/bus/pci/devices/0000:01:00.0/uevent"
    echo 6.1.0 >"$root/proc/sys/kernel/osrelease"
    printf 'Character devices:\n195 nvidia\n509 nvidia-uvm\n' >"$root/proc/devices"
    printf 'root:x:0:0::/root:/bin/sh\neva:x:4242:4242::/:/bin/sh\n' >"$root/etc/passwd"
    printf 'root:x:0:\nothers:x:4343:\ngpu:x:4444:eva\n' >"$root/etc/group"
}

make_nodes() { # MODE GROUP
    rm -f "$root/dev/nvidia"*
    mknod -m 0666 "$root/dev/nvidiactl" c 195 255 &&
        mknod -m 0666 "$root/dev/nvidia-uvm" c 509 0 &&
        mknod "$node" c 195 200 && chown "0:$2" "$node" && chmod "$1" "$node"
}

# The kernel's own lines about mounts below the root, as a process inside would see them.
tell_mounts() {
    {
        echo "1 0 0:1 / / rw - ext4 /dev/root rw"
        awk -v root="$root" 'index($5, root "/") == 1 { $5 = substr($5, length(root) + 1); print }' \
            /proc/self/mountinfo
    } >"$root/proc/self/mountinfo"
}

# Eva with no group but her own, and with the group of the GPU.
make_eva() { # NAME OPTION…
    name=$1
    shift
    printf '#!/bin/sh\nexec setpriv --reuid 4242 --regid 4242 %s "$@"\n' "$*" >"$work/$name"
    chmod 755 "$work/$name"
}
make_eva alone --clear-groups
make_eva member --groups 4444
alone=$work/alone
member=$work/member

# What whycpu says of the step, and what the kernel says; $@ is what comes before each command.
step() {
    "$@" "$WHYCPU" --root "$root" --json 2>&1 |
        sed -n 's/.*"id": "device-access", "status": "\([a-z-]*\)", "says": "\([^"]*\)".*/\1: \2/p'
}
kernel() { "$@" "$OPEN_DEVICE" "$node"; }

result() { # WHAT STATUS WORDS ERROR COMMAND…
    what=$1 status=$2 words=$3 error=$4
    shift 4
    number=$((number + 1))
    said=$(step "$@")
    done_=$(kernel "$@")
    case $said in
    "$status: "*"$words"*)
        if [ "$done_" = "$error" ]; then
            echo "ok $number - $what"
            return
        fi
        ;;
    esac
    echo "# whycpu: $said"
    echo "# kernel: $done_, expected $error"
    echo "not ok $number - $what"
    failed=1
}

skip() { # WHAT WHY
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

make_machine
if ! make_nodes 0666 0 2>/dev/null; then
    echo "1..0 # SKIP device nodes may not be made here"
    exit 0
fi

result "a mode that allows" ok "read and write" ENXIO "$alone"
make_nodes 0600 0
result "a mode for root alone" broken "only root may open" EACCES "$alone"
make_nodes 0660 0
result "the group root" broken "only root may open" EACCES "$alone"
make_nodes 0660 4343
result "a group of others" broken "only members of the group others" EACCES "$alone"
make_nodes 0660 4444
result "a group joined and not taken up" broken "this user has joined the group gpu" EACCES \
    "$alone"
result "the same group, taken up" ok "read and write" ENXIO "$member"
make_nodes 0606 4242
result "his own group refuses him" broken "only root may open" EACCES "$alone"
make_nodes 0640 4444
result "a group that may only read" broken "only root may open" EACCES "$member"
result "root may whatever the mode says" ok "read and write" ENXIO env

make_nodes 0600 0
if "$OPEN_DEVICE" --list 4242 6 0 "$node" 2>/dev/null; then
    result "an access list that allows" ok "read and write" ENXIO "$alone"
    make_nodes 0600 0
    "$OPEN_DEVICE" --list 4242 0 6 "$node"
    result "an access list that refuses" broken "an access list or a security module" EACCES \
        "$alone"
else
    skip "an access list that allows" "the file system has none"
    skip "an access list that refuses" "the file system has none"
fi

rm -f "$node"
mknod -m 0666 "$node" c 1 3
result "a node of another driver" broken "not to the driver that is loaded now" opens \
    "$alone"
make_nodes 0666 0
printf 'Character devices:\n195 nvidia\n510 nvidia-uvm\n' >"$root/proc/devices"
result "a node from before the module was loaded anew" broken "/dev/nvidia-uvm leads not" ENXIO \
    "$alone"
printf 'Character devices:\n195 nvidia\n509 nvidia-uvm\n' >"$root/proc/devices"

if mount -t tmpfs -o nodev,mode=755 none "$root/dev" 2>/dev/null; then
    make_nodes 0666 0
    tell_mounts
    result "a mount without devices" broken "has the option nodev" EACCES "$alone"
    mount -o remount,dev "$root/dev"
    tell_mounts
    result "the same mount with devices" ok "read and write" ENXIO "$alone"
    umount "$root/dev"
    rm -f "$root/proc/self/mountinfo"
else
    skip "a mount without devices" "nothing may be mounted here"
fi

make_nodes 0660 4444
if "$alone" unshare -U true 2>/dev/null; then
    result "owners that the user namespace does not map" broken "owned by nobody here" EACCES \
        "$alone" unshare -U
    result "a group that was kept, mapped or not" ok "read and write" ENXIO "$member" unshare -U
else
    skip "a user namespace" "none may be made here"
fi

make_nodes 0666 0
rules=/sys/fs/cgroup/devices/whycpu-$$
in_rules() { (sh -c 'echo $PPID >"$0/cgroup.procs"' "$rules" && "$@"); }
if [ -e /sys/fs/cgroup/devices/cgroup.procs ] && mkdir "$rules" 2>/dev/null &&
    echo 'c 195:* rwm' >"$rules/devices.deny" 2>/dev/null; then
    result "a control group of version 1 that forbids" broken "the device cgroup forbids" EPERM \
        in_rules "$alone"
    make_nodes 0600 0
    result "mode and control group: the mode is asked first" broken "only root may open" EACCES \
        in_rules "$alone"
    make_nodes 0666 0

    # A container is told from what lies in it; the kernel's refusal is the same.
    echo "1 0 0:1 / / rw - overlay overlay rw" >"$root/proc/self/mountinfo"
    touch "$root/.dockerenv"
    result "a container that was not given the right" broken "was not given the right" EPERM \
        in_rules "$alone"
    echo "2 1 8:1 /l /usr/lib/libcuda.so.580.65.06 ro - ext4 /dev/sda1 rw" \
        >>"$root/proc/self/mountinfo"
    result "a container that has lost it" broken "has lost the right" EPERM in_rules "$alone"
    rm -f "$root/.dockerenv" "$root/proc/self/mountinfo"

    echo 'c 195:* rwm' >"$rules/devices.allow"
    result "the same group that allows" ok "read and write" ENXIO in_rules "$alone"
else
    skip "a control group of version 1" "there is none for devices"
fi

in_program() { "$OPEN_DEVICE" --in "$unified/whycpu-$$" "$@"; }
if [ -n "$unified" ] && mkdir "$unified/whycpu-$$" 2>/dev/null && in_program true 2>/dev/null; then
    result "a control group of version 2 that forbids" broken "the device cgroup forbids" EPERM \
        in_program "$alone"
else
    skip "a control group of version 2" "no program may be attached to one here"
fi
echo "1..$number"
exit "$failed"
