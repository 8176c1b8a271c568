#!/bin/sh
# docs/MACHINES.md is what judge_machines prints.
set -u
table=$(mktemp) || exit 1
trap 'rm -f "$table"' EXIT
echo 1..1
"$JUDGE_MACHINES" --table "$MACHINES" >"$table" || {
    echo "not ok 1 - the table of machines can be made"
    exit 1
}
if cmp -s "$table" "$DOCS/MACHINES.md"; then
    echo "ok 1 - docs/MACHINES.md is current"
else
    diff "$DOCS/MACHINES.md" "$table" | head -20 | sed 's/^/# /'
    echo "not ok 1 - docs/MACHINES.md is current (./dev machines writes it)"
    exit 1
fi
