#!/bin/sh
# Shows that layers.sh finds each kind of offence, and finds none in code that only looks like one.
set -u
layers=$(cd "$(dirname "$0")" && pwd)/layers.sh
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/tools/tap.sh"

file() { # PATH: content on standard input
    mkdir -p "$tree/src/$(dirname "$1")"
    cat >"$tree/src/$1"
}

for place in base parse world loader facts inspect diagnose fix report cli; do
    echo 'int fine;' | file "$place/$place.h"
done

file report/innocent.c <<'CODE'
#include <string.h>
#include "report/report.h"
#include "base/base.h" // "world/world.h"
/* #include "world/world.h"
   open("x"); */
static const char *says = "malloc(3), open(\"/etc\", 0) and #include \"world/world.h\"";
int f(struct World *world) { return world->open(says) + world_open(world) + reopen(world); }
CODE
file world/live.c <<'CODE'
#include <fcntl.h>
int looks(void) { return open("/", 0); }
CODE
"$layers" "$tree" >"$tree/clean.tap"
report $? "code that only looks like an offence is none"
sed -n 's/^not ok/# not ok/p; s/^# src/&/p' "$tree/clean.tap"

# Each line: the file, the check that must name it, the code. ~ stands for a line end.
offences='report/a.h|report includes|#include "world/world.h"
diagnose/b.c|diagnose includes|#  include "inspect/inspect.h"
base/c.c|base includes|#include "parse/parse.h"
parse/d.c|parse includes|#include "yyjson.h"
frameworks/framework.h|the form of a framework|#include "inspect/inspect.h"
frameworks/u.h|frameworks/ has one header|int u;
strange/e.c|every source directory|int strange;
inspect/f.c|only world/ looks|int f(void) { return openat (0, "x"); }
facts/g.c|only world/ looks|const char *g(void) { return getenv("HOME"); }
world/h.c|nothing is changed|int h(void) { return unlink("/x"); }
cli/i.c|no foreign program|int i(void) { return execve("/x"); }
world/j.c|there is no network|int j(void) { return socket(1); }
loader/k.c|only the writer|int k(void) { return write(1, "", 0); }
fix/l.c|output goes through|int l(void) {~    printf("x"); }
parse/m.c|parse/ knows bytes alone|#include <sys/stat.h>
parse/n.c|parse/ keeps no state|static int state;
parse/o.c|parse/ keeps no state|static char *buffer = 0;
facts/p.c|memory comes from an arena|void *p(void) { return calloc(1, 1); }
cli/q.c|nobody calls|int q(char *t) { return (atoi(t)); }
inspect/s.c|sscanf reads numbers|int s(char *t) { return sscanf(t, "%3d%s", &a, t); }
base/r.c|nobody calls|int r(char *t) { return !/* " */ strcpy(t, t); }'

printf '%s\n' "$offences" | while IFS='|' read -r path check code; do
    printf '%s\n' "$code" | tr '~' '\n' | file "$path"
done
"$layers" "$tree" >"$tree/found.tap"
report $((! $?)) "offences make the script fail"

found_below() { # FILE CHECK: the remark stands right before the check that fails
    awk -v file="# src/$1:" -v check="- $2" '
        index($0, file) == 1 { seen = 1 }
        /^ok/ { seen = 0 }
        /^not ok/ { if (seen && index($0, check)) found = 1; seen = 0 }
        END { exit !found }' "$tree/found.tap"
}
# A file name stands for an offence of this check too: strange/ has no line.
sed -i 's/^# src\/\(strange\/e\.c\|frameworks\/u\.h\)$/&:/' "$tree/found.tap"
while IFS='|' read -r path check code; do
    found_below "$path" "$check"
    report $? "found: $check: $code"
done <<LIST
$offences
LIST

echo "1..$number"
exit $failed
