#!/bin/sh
# The commands on the pages of `whycpu explain`, as a reader would copy them: each is whole (never
# wrapped), is the shell's language, and every option of whycpu in it exists. And the pages of the
# manual that name frameworks name each one that --framework takes.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"

explain() { # [ID]
    env -i PATH=/usr/bin:/bin LC_ALL=C.UTF-8 "$WHYCPU" explain "$@"
}

explain | sed -n 's/^  \([a-z][^ ]*\) .*/\1/p' >"$work/ids"
held=yes
[ "$(wc -l <"$work/ids")" -ge 50 ] || held=no
result "$held" "explain lists the causes"

held=yes
: >"$work/commands"
while read -r id; do
    explain "$id" >"$work/page" || { echo "# $id has no page" && held=no; }
    sed -n "s/^      \([^ ].*\)/$id \1/p" "$work/page" >>"$work/commands"
done <"$work/ids"
result "$held" "each of them has a page"

held=yes
while read -r id command; do
    printf '%s\n' "$command" >"$work/command"
    sh -n "$work/command" 2>"$work/error" || {
        echo "# $id: $command"
        sed 's/^/# /' "$work/error"
        held=no
    }
done <"$work/commands"
result "$held" "each command is the shell's language"

# Placeholders are words in capitals that the sentence before explains; nothing else is left open.
held=yes
if grep -E ' (<[a-z]+>|\.\.\.|…)' "$work/commands" | sed 's/^/# /' | grep .; then
    held=no
fi
result "$held" "no command has a gap in it"

held=yes
"$WHYCPU" help check >"$work/options"
"$WHYCPU" help dlopen >>"$work/options"
grep -oE 'whycpu .*' "$work/commands" | grep -oE -- '--[a-z-]+' | sort -u >"$work/used"
while read -r option; do
    grep -q -e "$option" "$work/options" || { echo "# whycpu has no $option" && held=no; }
done <"$work/used"
result "$held" "each option of whycpu exists"

top=$(dirname "$0")/../..
"$WHYCPU" --framework '?' 2>&1 | sed 's/.*takes //; s/, not .*//; s/, /\n/g; s/ or /\n/' >"$work/frameworks"
held=$(grep -qx torch "$work/frameworks" && echo yes || echo no)
while read -r word; do
    for page in whycpu whycpu-diff whycpu-run; do
        grep -qE "^\.Cm $word( [,.])?\$" "$top/docs/man/$page.1" ||
            { echo "# $page(1) does not name $word" && held=no; }
    done
    grep -qF "\"$word\"" "$top/docs/schema/whycpu-1.json" ||
        { echo "# the schema does not name $word" && held=no; }
done <"$work/frameworks"
result "$held" "manual and schema name each framework"

echo "1..$number"
exit "$failed"
