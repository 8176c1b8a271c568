#!/bin/sh
# Compares what parse/elf and parse/ldcache read with readelf, nm and ldconfig.
#
#     elf_against_readelf.sh ELF_DUMP [FILE…]
#
# Without files: 300 shared objects of this machine's /usr/lib, spread evenly. TAP.
set -eu
dump=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

PATH=$PATH:/sbin:/usr/sbin
for tool in readelf nm ldconfig; do
    command -v "$tool" >/dev/null || {
        echo "1..0 # SKIP $tool is not here"
        exit 0
    }
done

if [ $# -gt 0 ]; then
    printf '%s\n' "$@" >"$work/files"
else
    find /usr/lib /usr/libexec -xdev -type f \( -name '*.so' -o -name '*.so.*' \) 2>/dev/null |
        LC_ALL=C sort -u >"$work/all"
    awk -v all="$(wc -l <"$work/all")" 'NR == 1 || int(NR * 300 / all) != int((NR - 1) * 300 / all)' \
        "$work/all" >"$work/files"
fi

# Each line with its file before it, so that the order of lines within a file does not matter.
with_file() {
    awk '/^File: / { file = substr($0, 7); next } { print file ": " $0 }' | LC_ALL=C sort
}

readelf_lines() {
    xargs -d '\n' readelf -W -l -d -V <"$work/files" 2>/dev/null | awk '
        /^File: / { print; needs = defines = 0; next }
        /Requesting program interpreter: / { sub(/.*interpreter: /, ""); sub(/\]$/, ""); print "interpreter " $0 }
        / \(NEEDED\) / { sub(/.*library: \[/, ""); sub(/\]$/, ""); print "needed " $0 }
        / \(SONAME\) / { sub(/.*soname: \[/, ""); sub(/\]$/, ""); print "soname " $0 }
        / \(RPATH\) / { sub(/.*rpath: \[/, ""); sub(/\]$/, ""); print "rpath " $0 }
        / \(RUNPATH\) / { sub(/.*runpath: \[/, ""); sub(/\]$/, ""); print "runpath " $0 }
        /^Version definition section/ { defines = 1; needs = 0 }
        /^Version needs section/ { needs = 1; defines = 0 }
        /^Version symbols section/ { needs = defines = 0 }
        defines && /Rev: .*Name: / {
            flags = $0; sub(/.*Flags: /, "", flags); sub(/ *Index:.*/, "", flags)
            index_ = $0; sub(/.*Index: /, "", index_); sub(/ .*/, "", index_)
            sub(/.*Name: /, "")
            print "defines " $0 (flags ~ /BASE/ ? " BASE" : "") (flags ~ /WEAK/ ? " WEAK" : "") " " index_
        }
        needs && /File: / { file = $0; sub(/.*File: /, "", file); sub(/ *Cnt:.*/, "", file) }
        needs && /Name: / {
            weak = $0 ~ /Flags: [^V]*WEAK/ ? " WEAK" : ""
            sub(/.*Name: /, ""); sub(/ *Flags:.*/, "")
            print "version " file " " $0 weak
        }'
}

echo 1..3
failed=0
report() { # NUMBER WHAT: compares $work/expected and $work/got
    if diff "$work/expected" "$work/got" >"$work/difference"; then
        echo "ok $1 - $2"
    else
        echo "not ok $1 - $2"
        head -20 "$work/difference" | sed 's/^/# /'
        failed=1
    fi
}

readelf_lines | with_file >"$work/expected"
xargs -d '\n' "$dump" elf <"$work/files" 2>"$work/cost" | with_file |
    grep -v ': error the file has no dynamic section$\|: error the file is not an ELF file$\|: error the file is too short' >"$work/got" || true
report 1 "$(wc -l <"$work/got") lines of $(wc -l <"$work/files") files are those of readelf"
awk '{ reads += $1; bytes += $3; if ($1 > most) most = $1 } END {
    if (NR) printf "# %.1f reads (at most %d) and %d bytes a file\n", reads / NR, most, bytes / NR }' "$work/cost"

# Every symbol that a library defines is found, and none that it does not.
library=$(ldconfig -p | awk '$1 == "libc.so.6" { print $NF; exit }')
nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF " defined" }' |
    LC_ALL=C sort -u >"$work/expected"
sed 's/ defined$/_absent absent/' "$work/expected" >"$work/absent"
cat "$work/absent" >>"$work/expected"
sed 's/ .*//' "$work/expected" | xargs -d '\n' "$dump" symbol "$library" 2>/dev/null >"$work/got"
report 2 "$(wc -l <"$work/got") symbols of $library"

ldconfig -p | sed -n 's/^\t\(.*\) (.*) => /\1 => /p' >"$work/expected"
"$dump" cache /etc/ld.so.cache >"$work/got"
report 3 "$(wc -l <"$work/got") entries of /etc/ld.so.cache are those of ldconfig -p"
exit $failed
