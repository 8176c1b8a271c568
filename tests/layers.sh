#!/bin/sh
# Holds the sources to the layers of docs/ARCHITECTURE.md: who may include whom, who may touch the
# machine, and which functions nobody calls. Prints TAP. tests/layers.sh [TOP-DIRECTORY]
set -u
cd "${1:-$(dirname "$0")/..}" || exit 1

number=0
failed=0
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

# A check fails when it found offences: lines "file:line: text".
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

# All code as "file:line: text", without comments. The compiler takes them out: no regular
# expression knows every way to write one.
without_comments() {
    find src -name '*.[ch]' | sort | while read -r file; do
        gcc -fpreprocessed -dD -E -x c "$file" 2>/dev/null |
            awk -v file="$file" '/^# [0-9]+ "/ { line = $2 - 1; next }
                { line++; if ($0 != "") print file ":" line ": " $0 }'
    done
}
without_comments >"$work/code"
grep -E ': *# *include' "$work/code" >"$work/includes"
grep -vE ': *# *include' "$work/code" | sed 's/"\([^"\\]\|\\.\)*"/""/g' >"$work/statements"

all_code() { cat "$work/statements"; }
code_in() { grep -E "^src/($1)/" "$work/statements"; }
code_outside() { grep -vE "^src/($1)" "$work/statements"; }

# Calls of functions with these names, not of members or of longer names that end alike.
calls_of() { grep -E "(^|[^A-Za-z0-9_.>])($1) *\("; }

# The JSON reader is wrapped by parse/json alone.
foreign_header='src/parse/json.c:[0-9]*: #include "yyjson.h"'

may_include() { # DIRECTORY ALLOWED…
    directory=$1
    shift
    allowed=$(printf '%s|' "$@")
    expect_none "$directory includes of ours only itself${*:+, $*}" "$(
        grep "^src/$directory/" "$work/includes" | grep '"' | grep -v "^$foreign_header" |
            grep -v "^src/frameworks/framework.h:[0-9]*: #include \"diagnose/ids.h\"" |
            grep -vE "include \"($directory|${allowed%|})/[^\"]*\""
    )"
}

may_include base
may_include parse base
may_include world base parse
may_include redact base parse world
may_include loader base parse world
may_include facts base parse world loader
may_include logs base parse world facts
may_include inspect base parse world loader facts frameworks
may_include frameworks base parse world loader facts inspect
may_include ask base parse world loader facts
may_include diagnose base facts frameworks
may_include fix base facts loader diagnose world frameworks
may_include changes base parse world redact loader facts frameworks inspect ask diagnose
may_include run base world
may_include repair base parse world run loader facts frameworks inspect ask diagnose fix changes
may_include report base facts logs loader frameworks diagnose fix changes repair
may_include cli base parse world loader facts logs frameworks inspect ask diagnose fix changes repair report redact run

# Everybody sees the form of a framework, which names steps and causes and nothing else; what fills it
# in looks at worlds, and nobody sees that.
expect_none "the form of a framework knows the names of steps and causes alone" "$(
    grep -E '^src/(frameworks/framework\.[ch]|diagnose/ids\.h):' "$work/includes" | grep '"' |
        grep -vE 'include "(frameworks/framework\.h|diagnose/(ids\.h|steps\.def|causes\.def))"'
)"
expect_none "frameworks/ has one header" "$(
    find src/frameworks -name '*.h' ! -name framework.h 2>/dev/null
)"

expect_none "every source directory has its place among the layers" "$(
    find src -mindepth 2 -name '*.[ch]' |
        grep -vE '^src/(base|parse|world|redact|loader|facts|logs|frameworks|inspect|ask|diagnose|fix|changes|repair|report|run|cli)/'
)"

looks='open|open64|openat|openat2|creat|fopen|fdopen|freopen|opendir|fdopendir|readdir|readdir_r'
looks="$looks|scandir|glob|ftw|nftw|fts_open|stat|lstat|fstat|fstatat|statx|access|faccessat"
looks="$looks|euidaccess|eaccess|readlink|readlinkat|realpath|read|pread|readv|preadv|mmap"
looks="$looks|getdents64|chdir|fchdir|getcwd|uname|getauxval|sysinfo|syscall|getenv|secure_getenv"
# The pipe of a child and its end are all that ask/ reads by itself; run/ besides its signals, and
# whether there is a terminal.
children='(ask/(child|inside_child)|run/(child|inside|witness|tree))\.c'
expect_none "only world/ looks at the machine" "$(
    code_outside "(world/|$children)" | calls_of "$looks"
    grep -E "^src/$children:" "$work/statements" | calls_of "$looks" |
        grep -vE "[^A-Za-z0-9_](read|open|syscall) *\("
)"

changes='mkdir|mkdirat|rmdir|unlink|unlinkat|rename|renameat|renameat2|symlink|symlinkat|link|linkat'
changes="$changes|chmod|fchmod|fchmodat|chown|fchown|lchown|truncate|ftruncate|mknod|mkfifo|utimes"
changes="$changes|utimensat|setxattr|mount|umount|setns|unshare|chroot|setuid|setgid|ptrace|kill"
expect_none "nothing is changed anywhere but by world/{kept_file,hands}.c, which were asked to" "$(code_outside "(ask/child|run/(child|witness|tree)|world/(kept_file|hands))\.c" | calls_of "$changes")"

foreign='system|popen|fork|vfork|clone|execve?|execl[ep]?|execvp?e?|posix_spawnp?|dlopen|dlsym'
expect_none "no foreign program is run and no foreign library is loaded, but for the helper" \
    "$(code_outside "$children" | calls_of "$foreign")"

expect_none "there is no network" \
    "$(all_code | calls_of 'socket|connect|getaddrinfo|gethostbyname')"

expect_none "only the writer, fault, cli/ and a child that cannot start write" \
    "$(code_outside '(base/(fault|writer)\.c|cli/|ask/inside_child\.c|run/(inside|witness)\.c|world/(kept_file|hands)\.c)' | calls_of 'write|writev|pwrite|isatty|ioctl')"

prints='printf|vprintf|fprintf|vfprintf|dprintf|puts|fputs|putchar|fputc|putc|fwrite|perror'
expect_none "output goes through the writer" "$(code_outside cli/ | calls_of "$prints")"

expect_none "parse/ knows bytes alone" "$(
    grep -E '^src/parse/' "$work/includes" |
        grep -E '<(stdio|fcntl|unistd|dirent|time|pthread|signal|sys/[a-z]+)\.h>'
)"

expect_none "parse/ keeps no state" \
    "$(code_in parse | grep -E ': static [^(]*(=|;|\[)' | grep -vE '\bconst\b')"

takes='malloc|calloc|realloc|reallocarray|free|strn?dup|v?asprintf'
expect_none "memory comes from an arena" "$(code_outside base/arena.c | calls_of "$takes")"

banned='strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|strtok_r|atoi|atol|atoll'
banned="$banned|atof|scanf|fscanf|alloca|setjmp|longjmp|setlocale|rand|tmpnam|mktemp|tempnam"
banned="$banned|getpw[a-z]*|getgr(nam|gid|ent)[a-z_]*|abort|exit"
expect_none "nobody calls what is easily misused or needs a C library at run time" \
    "$(code_outside base/fault.c | calls_of "$banned")"

expect_none "sscanf reads numbers alone, since a text has no length there" \
    "$(grep -E 'sscanf *\(.*%[0-9]*(s|\[)' "$work/code")"

echo "1..$number"
exit $failed
