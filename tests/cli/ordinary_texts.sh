#!/bin/sh
# Texts that are not about a GPU at all: what Debian's packages say of themselves. No cause may be
# told of any. Those that name something of a GPU are left out.
set -u

about='gpu|cuda|nvidia|tensorflow|torch|keras|opencl|radeon|geforce|nouveau|rocm|xla|tesla|video card'
documents=/usr/share/doc
at_most=150
count=0

texts() {
    find "$documents" -maxdepth 2 -type f -size -64k \
        \( -name 'README*' -o -name 'NEWS*' -o -name 'changelog*' -o -name 'TODO*' \) |
        LC_ALL=C sort | while read -r file; do
        zgrep -qiE "$about" "$file" 2>/dev/null || echo "$file"
    done | head -n "$at_most"
}

for file in $(texts); do
    count=$((count + 1))
    told=$("$WHYCPU" log --json "$file" | grep -o '"causes": *\[{"id": *"[a-z0-9-]*"')
    if [ -z "$told" ]; then
        echo "ok $count - nothing of ${file#"$documents"/}"
    else
        echo "not ok $count - nothing of ${file#"$documents"/} # is $told"
    fi
done
if [ "$count" = 0 ]; then
    echo "1..0 # SKIP no documents of packages here"
else
    echo "1..$count"
fi
