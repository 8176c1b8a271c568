#!/bin/sh
# tests/machines/record.sh RECORD_WORLD ENVIRONMENT [OPTION…] > NAME.world
#
# Records what whycpu asks of this machine about a Python environment, as if its user were ada and
# the environment lay in /home/ada/project/.venv; KERAS_BACKEND is handed on. RECORD_WORLD is the
# program of that name in the build directory (tests/tools). Needs to be root in a container made for it: paths below /root
# become those of ada.
set -eu
record_world=$1
environment=$2
shift 2

cd /
env -i HOME=/root PATH="$environment/bin:/usr/bin:/bin" VIRTUAL_ENV="$environment" \
    ${KERAS_BACKEND:+"KERAS_BACKEND=$KERAS_BACKEND"} \
    "$record_world" "$@" |
    awk '
        /^dir \/root\/\.cache[^ ]* / && $2 !~ /\/envs\/[^\/]+/ { next }
        /^dir \/root / {
            print "dir /home partial\ndir /home/ada partial\ndir /home/ada/project partial"
            next
        }
        { print }' |
    sed -e "s|$environment|/home/ada/project/.venv|g" \
        -e "s|$(dirname "$environment")/|/home/ada/project/|g" \
        -e 's|/root/|/home/ada/|g' \
        -e 's|=/root$|=/home/ada|' \
        -e 's|^cwd .*|cwd /home/ada/project|' \
        -e 's|^user root uid=0 gid=0.*|user ada uid=1000 gid=1000 home=/home/ada|'
