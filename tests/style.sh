#!/bin/sh
# What every file of the project keeps to. Prints TAP. tests/style.sh [TOP-DIRECTORY]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 1

number=0
failed=0

expect_none() { # WHAT OFFENCES
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
        return
    fi
    printf '%s\n' "$2" | sed 's/^/# /'
    echo "not ok $number - $1"
    failed=1
}

skip() { # WHAT WHY
    number=$((number + 1))
    echo "ok $number - $1 # SKIP $2"
}

code() { find src helper tests -name '*.[ch]' | sort; }
sources() { find src helper tests -name '*.[ch]' -o -name '*.def' | sort; }

expect_none "files have at most 700 lines" "$(
    sources | while read -r file; do
        lines=$(wc -l <"$file")
        [ "$lines" -le 700 ] || echo "$file: $lines lines"
    done
)"

# In this layout a function starts with a brace of its own in the first column.
expect_none "functions have at most 90 lines" "$(
    code | xargs awk '
        FNR == 1 { start = 0 }
        /^\{/ { start = FNR }
        /^\}/ && start {
            if (FNR - start - 1 > 90) print FILENAME ":" start ": " FNR - start - 1 " lines"
            start = 0
        }'
)"

expect_none "lines of code have at most 100 characters, no tabs, no space at their ends" "$(
    code | LC_ALL=C.UTF-8 xargs grep -nE '.{101}|	| $'
    find src tests -name '*.def' -print0 | LC_ALL=C.UTF-8 xargs -0 grep -nE '.{161}|	| $'
)"

if clang-format --version 2>/dev/null | grep -q 'version 14\.'; then
    expect_none "code is laid out as ./dev format does it" \
        "$(code | xargs clang-format --dry-run 2>&1 | grep 'warning:' | cut -d: -f1 | uniq -c)"
else
    skip "code is laid out as ./dev format does it" "clang-format 14 is not there"
fi

expect_none "each header can be included alone" "$(
    find src helper -name '*.h' | sort | while read -r header; do
        gcc -std=gnu11 -D_GNU_SOURCE -Isrc -isystem build/third_party/yyjson -Wall -Wextra \
            -fsyntax-only -x c "$header" 2>&1 |
            grep -vE 'pragma once|defined but not used'
    done
)"

scripts() {
    grep -rlE --exclude-dir=build --exclude-dir=.git '^#!/bin/(sh|bash)' dev .ci tests 2>/dev/null |
        sort
}
if command -v shellcheck >/dev/null 2>&1; then
    expect_none "shell scripts pass shellcheck" "$(scripts | xargs shellcheck -x -f gcc)"
else
    skip "shell scripts pass shellcheck" "shellcheck is not there"
fi

if command -v mandoc >/dev/null 2>&1; then
    expect_none "man pages are well-formed" "$(
        find docs -name '*.[1-8]' | sort | while read -r page; do
            mandoc -T lint -W warning "$page"
        done
    )"
else
    skip "man pages are well-formed" "mandoc is not there"
fi

expect_none "links between documents lead somewhere" "$(
    find . -name '*.md' -not -path './build*' -not -path './.git/*' | sort | while read -r page; do
        grep -oE '\]\([^):# ]+(#[^)]*)?\)' "$page" | sed 's/^](//; s/[#)].*//' | while read -r link; do
            [ -e "$(dirname "$page")/$link" ] || echo "$page: $link"
        done
    done
)"

# Headers that declare no reader of foreign bytes: parts of elf.c, and the writer of ELF files.
no_parser='elf_inside|elf_image|elf_image_inside|ldcache_image'
expect_none "each parser has a fuzz target with seeds, in the list of tests/fuzz/meson.build" "$(
    for header in src/parse/*.h; do
        parser=$(basename "$header" .h)
        echo "$parser" | grep -qxE "$no_parser" ||
            grep -qs "parse/$parser.h" tests/fuzz/fuzz_*.c ||
            echo "$header: no tests/fuzz/fuzz_*.c includes it"
    done
    for target in tests/fuzz/fuzz_*.c; do
        [ -f "$target" ] || continue
        parser=$(basename "$target" .c)
        parser=${parser#fuzz_}
        grep -q "'$parser'" tests/fuzz/meson.build || echo "$target: not in the list"
        [ -n "$(ls "tests/fuzz/seeds/$parser" 2>/dev/null)" ] || echo "$target: no seeds"
    done
)"

expect_none "each unit test file is built" "$(
    find tests/unit -name 'test_*.c' | sort | while read -r test; do
        grep -q "'$(basename "$test")'" "$(dirname "$test")/meson.build" 2>/dev/null ||
            echo "$test: not in $(dirname "$test")/meson.build"
    done
)"

echo "1..$number"
exit $failed
