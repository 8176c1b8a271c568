#!/bin/sh
# Types what stands in tests/cli/cases/*.case and compares what comes back, to the letter.
#
#     # a remark
#     $ COMMAND              run by sh; `whycpu` is the program under test
#     what it prints         standard output and standard error
#     = STATUS               how it ends; 0 when the line is missing
#
# Each command runs in tests/machines with an environment of its own (80 columns, UTF-8, no
# colour). With ACCEPT=1 the files are rewritten with what came back, to be read before a commit.
set -u
here=$(cd "$(dirname "$0")" && pwd) || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/worlds"
: "${JUDGE_MACHINES:=$(dirname "$WHYCPU")/../tests/machines/judge_machines}"
ln -s "$WHYCPU" "$work/bin/whycpu"
# machine [-e ENVIRONMENT] NAME…: snapshots of machines of tests/machines, as NAME.world in $WORLDS
cat >"$work/bin/machine" <<END
#!/bin/sh
environment=
[ "\$1" != -e ] || { environment=\$2; shift 2; }
for name; do
    "$JUDGE_MACHINES" --recorded "$MACHINES" "\$name" \$environment \
        >"$work/worlds/\${name##*/}.world" || exit
done
END
chmod +x "$work/bin/machine"
number=0
failed=0

run() { # COMMAND-FILE: prints what comes back, with the status where it is not 0
    (
        cd "$MACHINES" || exit 1
        env -i PATH="$work/bin:/usr/bin:/bin" HOME=/nonexistent WORLDS="$work/worlds" LC_ALL=C.UTF-8 TERM=xterm \
            sh "$1" 2>&1
        status=$?
        [ "$status" -eq 0 ] || echo "= $status"
    )
}

# Splits a case into files: N.command, N.expected; N.remark holds the lines before the command.
split() { # CASE
    rm -f "$work"/*.command "$work"/*.expected "$work"/*.remark
    awk -v work="$work" '
        /^# / && !answer { print > (work "/" sprintf("%03d", n + 1) ".remark"); next }
        /^$/ && !answer { print > (work "/" sprintf("%03d", n + 1) ".remark"); next }
        /^\$ / {
            n++
            name = work "/" sprintf("%03d", n)
            print substr($0, 3) > (name ".command")
            printf "" > (name ".expected")
            answer = 1
            next
        }
        /^#/ && answer { answer = 0; print > (work "/" sprintf("%03d", n + 1) ".remark"); next }
        { print > (name ".expected") }' "$1"
}

script -qec true /dev/null </dev/null >/dev/null 2>&1 && has_terminals=yes || has_terminals=no

for case in "$here"/cases/*.case; do
    split "$case"
    [ -z "${ACCEPT:-}" ] || : >"$work/accepted"
    for command in "$work"/*.command; do
        number=$((number + 1))
        name=${command%.command}
        run "$command" >"$name.got"
        # An empty line stands between an answer and the next remark.
        sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$name.expected" >"$name.trimmed"
        if [ -n "${ACCEPT:-}" ]; then
            [ ! -f "$name.remark" ] || cat "$name.remark"
            sed 's/^/$ /' "$command"
            cat "$name.got"
            echo
        fi >>"$work/accepted"
        title="${case##*/}: $(cat "$command")"
        if cmp -s "$name.trimmed" "$name.got"; then
            printf 'ok %d - %s\n' "$number" "$title"
        elif [ "$has_terminals" = no ] && grep -q '\<script -' "$command"; then
            printf 'ok %d - %s # SKIP script(1) cannot make a terminal here\n' "$number" "$title"
        else
            diff -u "$name.trimmed" "$name.got" | sed 's/^/# /'
            printf 'not ok %d - %s\n' "$number" "$title"
            failed=1
        fi
    done
    [ -z "${ACCEPT:-}" ] || sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$work/accepted" >"$case"
done
echo "1..$number"
exit "$failed"
