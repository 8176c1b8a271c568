# shellcheck shell=sh
# shellcheck disable=SC2034 # both are read by the script that sources this
# Sourced by the tests that are shell scripts: they print TAP. `number` and `failed` are how far one
# has come; the script ends with `echo "1..$number"`.
number=0
failed=0

report() { # STATUS WHAT: held when STATUS is 0
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then
        printf 'ok %d - %s\n' "$number" "$2"
    else
        printf 'not ok %d - %s\n' "$number" "$2"
        failed=1
    fi
}

result() { # HELD WHAT: "yes" or anything else
    if [ "$1" = yes ]; then
        report 0 "$2"
    else
        report 1 "$2"
    fi
}
