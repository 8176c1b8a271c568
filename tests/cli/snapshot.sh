#!/bin/bash
# whycpu snapshot: the replay is the answer to the letter, nobody's secret is in a redacted one, it
# is small, and files of others are not touched.
set -u
export ASAN_OPTIONS=detect_leaks=0 LC_ALL=C.UTF-8
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/tools/tap.sh
. "$(dirname "$0")/../tools/tap.sh"

# ---- To the letter ----

# What check says with these options, and what the snapshot with these options says.
replays() { # WHAT OPTION…
    local what=$1 form status replayed
    shift
    rm -f "$work/s.world"
    "$WHYCPU" snapshot --no-redact -o "$work/s.world" "$@" >"$work/said" 2>&1
    report $? "$what: the snapshot is written and its replay agrees"
    for form in terminal json; do
        "$WHYCPU" check --format "$form" "$@" >"$work/live" 2>/dev/null
        status=$?
        (cd / && env -i LC_ALL=C.UTF-8 "$WHYCPU" check --format "$form" \
            --snapshot "$work/s.world" >"$work/replay" 2>/dev/null)
        replayed=$?
        diff "$work/live" "$work/replay" | head -5 | sed 's/^/# /'
        cmp -s "$work/live" "$work/replay" && [ "$status" = "$replayed" ]
        report $? "$what: the same to the letter, $form"
    done
}

replays "this machine"
replays "this machine with a GPU" --assume-gpu=sm_80,count=2
replays "every environment" --all
replays "a variable and what set it" --env CUDA_VISIBLE_DEVICES=-1
CUDA_VISIBLE_DEVICES=-1 replays "a variable of the shell"
LD_LIBRARY_PATH=/usr/lib:/nonexistent LD_PRELOAD='' replays "a list of directories"
replays "root's rights" --user root
replays "the driver is asked" --ask driver
replays "a directory as root" --root /usr
for machine in "$MACHINES"/tensorflow-2.2*.world; do
    replays "${machine##*/}" --snapshot "$machine"
    replays "${machine##*/} with a GPU" --snapshot "$machine" --assume-gpu
done

# ---- Secrets ----

home=$work/export/acmecorp/evaberg
venv=$home/topsecret/.venv
python=$(python3 -c 'import os, sys; print(os.path.realpath(sys.executable))')
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
site=$venv/lib/python$version/site-packages
mkdir -p "$site/tensorflow" "$venv/bin" "$home/medical-records" "$home/.keras" \
    "$venv/share/jupyter/kernels/k" "$home/.conda"
ln -s "$python" "$venv/bin/python"
ln -s python "$venv/bin/python3"
cat >"$venv/pyvenv.cfg" <<END
home = ${python%/*}
include-system-site-packages = false
version = $version.0
prompt = SECRET_PROMPT
command = $python -m venv $venv
END
touch "$site/tensorflow/__init__.py"
dist() { # NAME VERSION
    mkdir -p "$site/$1-$2.dist-info"
    cat >"$site/$1-$2.dist-info/METADATA" <<END
Metadata-Version: 2.1
Name: $1
Version: $2
Author: Eva Berg SECRET_AUTHOR
Author-email: evaberg@mail.acmecorp.example
Requires-Dist: other @ https://evaberg:SECRET_REQUIREMENT@pypi.acmecorp.example/other.whl?token=SECRET_QUERY

SECRET_DESCRIPTION
END
    echo "pip" >"$site/$1-$2.dist-info/INSTALLER"
    cat >"$site/$1-$2.dist-info/RECORD" <<END
tensorflow/__init__.py,sha256=SECRET_HASH,0
tensorflow/SECRET_FILE.py,sha256=x,1
$home/SECRET_SCRIPT,sha256=x,1
END
    echo "{\"url\": \"https://evaberg:SECRET_URL@git.acmecorp.example/x?key=SECRET_QUERY\"}" \
        >"$site/$1-$2.dist-info/direct_url.json"
}
dist tensorflow 2.20.0
dist keras 3.0.0
echo '{"backend": "tensorflow", "api_token": "SECRET_KERAS"}' >"$home/.keras/keras.json"
printf '# SECRET_COMMENT\n%s\nimport os; os.environ["T"] = "SECRET_IMPORT"\n' \
    "$home/medical-records" >"$site/more.pth"
cat >"$home/.bashrc" <<END
export API_TOKEN=SECRET_BASHRC
export CUDA_VISIBLE_DEVICES=-1 NVIDIA_API_KEY=SECRET_BESIDE # on host $(hostname)
echo evaberg
END
cat >"$venv/bin/activate" <<END
PIP_INDEX_URL=https://evaberg:SECRET_ACTIVATE@pypi.acmecorp.example/simple
export CUDA_VISIBLE_DEVICES=-1
END
cat >"$venv/share/jupyter/kernels/k/kernel.json" <<END
{"display_name": "work of evaberg", "language": "python",
 "argv": ["$venv/bin/python", "-m", "ipykernel_launcher", "--token=SECRET_ARGUMENT", "SECRET_WORD"],
 "env": {"CUDA_VISIBLE_DEVICES": "-1", "OPENAI_API_KEY": "SECRET_KERNEL"}}
END

# The environment of a user with secrets.
as_eva() { # COMMAND…
    (cd "$home" && env -i PATH="$venv/bin:/usr/bin:/bin" HOME="$home" VIRTUAL_ENV="$venv" \
        CUDA_VISIBLE_DEVICES=-1 AWS_SECRET_ACCESS_KEY=SECRET_VARIABLE TF_VAR_password=SECRET_FAMILY \
        NVIDIA_API_KEY=SECRET_NGC \
        PIP_INDEX_URL=https://x:SECRET_PIP@pypi.acmecorp.example/ \
        LD_LIBRARY_PATH="$home/lib:/mnt/evaberg-share" KUBERNETES_SERVICE_HOST=10.98.76.54 \
        USER=evaberg LC_ALL=C.UTF-8 "$@")
}

no_secret_in() { # FILE WHAT
    local found
    found=$(grep -noE "SECRET_[A-Z]+|evaberg|acmecorp|Eva Berg|10\.98\.76\.54|medical-records/[a-z]" "$1" |
        sort -u | head -20)
    [ -z "$found" ] || printf '%s\n' "$found" | sed 's/^/# /'
    [ -s "$1" ] && [ -z "$found" ]
    report $? "$2: no secret, no name of a person"
    [ "$(hostname | wc -c)" -le 3 ] || [ "$(hostname)" = localhost ] || ! grep -qwF "$(hostname)" "$1"
    report $? "$2: not the name of this host"
}

# Verdict, steps, causes, subjects and certainty, without sentences and paths.
shape() { # FILE
    grep -oE '"(verdict|listed|id|status|effect|certain|root|rule|result|outcome)": ?("[^"/]*"|[a-z0-9-]+)' "$1"
}

for options in "" "--all" "--assume-gpu" "--ask driver" "--framework keras --user root"; do
    what="snapshot $options"
    rm -f "$work/r.world"
    # shellcheck disable=SC2086 # OPTIONS is words
    as_eva "$WHYCPU" snapshot -o "$work/r.world" $options >"$work/said" 2>"$work/complaint"
    report $? "$what: is written and its replay agrees"
    sed 's/^/# /' "$work/complaint"
    no_secret_in "$work/r.world" "$what"
    grep -q '^recorded .* redacted$' "$work/r.world" && grep -q '^# Changed: ' "$work/r.world"
    report $? "$what: says what it holds and that it was redacted"
    # shellcheck disable=SC2086
    as_eva "$WHYCPU" check --json $options >"$work/live.json"
    "$WHYCPU" check --json --snapshot "$work/r.world" >"$work/replay.json"
    shape "$work/live.json" >"$work/live.shape"
    shape "$work/replay.json" >"$work/replay.shape"
    diff "$work/live.shape" "$work/replay.shape" | head -5 | sed 's/^/# /'
    [ -s "$work/live.shape" ] && cmp -s "$work/live.shape" "$work/replay.shape"
    report $? "$what: the same verdict, causes and certainty"
done
"$VALIDATE_JSON" "$SCHEMAS" "$work/replay.json" >/dev/null
report $? "the replayed JSON is as its schema says"

# The plants are where whycpu looks: without redaction they are found.
rm -f "$work/u.world"
as_eva "$WHYCPU" snapshot --no-redact --all -o "$work/u.world" >/dev/null
count=$(grep -oE 'SECRET_(BASHRC|BESIDE|KERNEL|KERAS|COMMENT|PROMPT)|evaberg' "$work/u.world" | sort -u | wc -l)
[ "$count" -ge 5 ]
report $? "without redaction the plants are in it ($count kinds)"

# What is redacted stays so, and nothing of it changes when it is recorded once more.
"$WHYCPU" snapshot --snapshot "$work/r.world" -o "$work/rr.world" >/dev/null &&
    no_secret_in "$work/rr.world" "a snapshot of a snapshot" && grep -q ' redacted$' "$work/rr.world"
report $? "a snapshot of a snapshot says that it was redacted"

# ---- Size ----

for machine in "$MACHINES"/tensorflow-*.world; do
    rm -f "$work/size.world"
    "$WHYCPU" snapshot --snapshot "$machine" -o "$work/size.world" >/dev/null
    bytes=$(stat -c %s "$work/size.world")
    [ "$bytes" -le 150000 ]
    report $? "${machine##*/}: at most 150 kB ($bytes)"
done
# 200 distributions whose lists of files are long.
for i in $(seq 200); do
    mkdir "$site/package$i-1.0.dist-info"
    { printf 'Metadata-Version: 2.1\nName: package%s\nVersion: 1.0\n\n' "$i"
      head -c 20000 /dev/zero | tr '\0' x; } >"$site/package$i-1.0.dist-info/METADATA"
    seq -f "package$i/module%g.py,sha256=0123456789abcdef0123456789abcdef,1234" 1000 \
        >"$site/package$i-1.0.dist-info/RECORD"
done
rm -f "$work/size.world"
as_eva "$WHYCPU" snapshot -o "$work/size.world" >/dev/null
bytes=$(stat -c %s "$work/size.world")
[ "$bytes" -le 300000 ]
report $? "an environment of 202 distributions: at most 300 kB ($bytes)"

# ---- Files ----

mkdir "$work/here"
one() { (cd "$work/here" && "$WHYCPU" snapshot --snapshot "$MACHINES/jetson.world" "$@"); }
one >/dev/null && one >/dev/null && [ "$(ls "$work/here")" = "whycpu-snapshot-2.world
whycpu-snapshot.world" ]
report $? "without -o a name is found that is free"
echo mine >"$work/here/mine"
one -o mine >/dev/null 2>"$work/complaint"
[ $? -eq 64 ] && [ "$(cat "$work/here/mine")" = mine ] && grep -q -- --force "$work/complaint"
report $? "a file that is there is not replaced"
one -o mine --force >/dev/null && grep -q '^whycpu-world 1' "$work/here/mine"
report $? "with --force it is"
one -o - >"$work/stdout" 2>"$work/stderr" && head -1 "$work/stdout" | grep -q '^whycpu-world 1$' &&
    grep -q Replay "$work/stderr"
report $? "-o - writes to standard output, and speaks on standard error"
one -o /nonexistent/x >/dev/null 2>"$work/complaint"
[ $? -eq 64 ] && [ "$(wc -l <"$work/complaint")" -eq 1 ]
report $? "a place that is not there: one sentence, 64"
sed '1a future thing=1' "$work/stdout" >"$work/future.world"
"$WHYCPU" --snapshot "$work/future.world" >"$work/answer" 2>"$work/complaint"
[ $? -eq 64 ] && [ ! -s "$work/answer" ] && grep -q 'line 2: .*newer whycpu' "$work/complaint" &&
    [ "$(wc -l <"$work/complaint")" -eq 1 ]
report $? "what a newer whycpu may have written: one sentence, with its line"
sed 's/^question.*/& --env-file \/etc\/passwd/' "$work/stdout" >"$work/evil.world"
grep -q '^question' "$work/evil.world" || sed -i '1a question --env-file /etc/passwd' "$work/evil.world"
"$WHYCPU" --snapshot "$work/evil.world" >"$work/answer" 2>"$work/complaint"
[ $? -eq 64 ] && [ ! -s "$work/answer" ]
report $? "the question of a snapshot names no file to be read"
# One snapshot of each release is kept, with what it answered then.
here=$(cd "$(dirname "$0")" && pwd)
for old in "$here"/snapshots/*.world; do
    "$WHYCPU" --json --snapshot "$old" >"$work/answer" 2>&1
    python3 -c '
import json, sys
for line in open(sys.argv[1]):
    told = json.loads(line)
    print(told["target"]["framework"], told["verdict"], told["listed"], told["asked"],
          [(c["id"], c["effect"], c["root"], c["certain"], c["subjects"]) for c in told["causes"]])
    ' "$work/answer" >"$work/told"
    diff "${old%.world}.expected" "$work/told" | sed 's/^/# /'
    cmp -s "${old%.world}.expected" "$work/told"
    report $? "${old##*/}: the answer of that release"
done
for machine in "$MACHINES"/*.world; do
    "$WHYCPU" --snapshot "$machine" -q >"$work/answer" 2>&1
    [ $? -le 2 ] && [ -s "$work/answer" ]
    report $? "${machine##*/}, an older snapshot, is read"
done

echo "1..$number"
exit "$failed"
