#!/bin/sh
# Shows that validate_json takes what a schema allows and names what it does not. VALIDATE_JSON is
# the program; SCHEMAS a directory of schemas, each of which it has to understand.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
number=0
failed=0

cat >"$work/thing-1.json" <<'JSON'
{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "for this test",
 "type": "object", "required": ["schema", "size"], "additionalProperties": false,
 "properties": {
   "schema": {"const": "thing/1"},
   "size": {"type": "integer", "minimum": 0, "maximum": 9},
   "name": {"type": ["string", "null"], "pattern": "^[a-z]+$", "maxLength": 4},
   "colour": {"enum": ["red", "green"]},
   "parts": {"type": "array", "minItems": 1, "uniqueItems": true, "items": {"$ref": "#/$defs/part"}},
   "either": {"anyOf": [{"type": "string"}, {"type": "null"}]},
   "one": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 5}]},
   "map": {"type": "object", "additionalProperties": {"type": "boolean"}},
   "other": {"$ref": "other-1.json#/$defs/flag"}},
 "$defs": {"part": {"type": "object", "required": ["id"], "properties": {
   "id": {"type": "integer"}, "inner": {"$ref": "#/$defs/part"}}}}}
JSON
cat >"$work/other-1.json" <<'JSON'
{"$defs": {"flag": {"$ref": "#/$defs/truth"}, "truth": {"type": "boolean"}}}
JSON

expect() { # STATUS WORDS DOCUMENT
    number=$((number + 1))
    shown=$(printf '%s' "$3" | tr '\n' ' ')
    said=$(printf '%s' "$3" | "$VALIDATE_JSON" "$work" 2>&1)
    status=$?
    case $said in *"$2"*) found=yes ;; *) found=no ;; esac
    if [ "$status" -eq "$1" ] && [ "$found" = yes ]; then
        echo "ok $number - $2${2:+ in }$shown"
    else
        printf '%s\n' "$said" | sed 's/^/# /'
        echo "not ok $number - status $status, expected $1 and '$2' for $shown"
        failed=1
    fi
}

expect 0 '' '{"schema": "thing/1", "size": 3}'
expect 0 '' '{"schema": "thing/1", "size": 0, "name": null, "colour": "red",
 "parts": [{"id": 1, "inner": {"id": 2}}, {"id": 2}], "either": null, "one": 3, "map": {"a": true},
 "other": false}'
expect 0 '' '{"schema": "thing/1", "size": 9}
{"schema": "thing/1", "size": 0}
'
expect 1 '/size: breaks: maximum' '{"schema": "thing/1", "size": 9} {"schema": "thing/1", "size": 10}'
expect 1 '/size: breaks: minimum' '{"schema": "thing/1", "size": -1}'
expect 1 '/size: has another type' '{"schema": "thing/1", "size": 1.5}'
expect 1 '/: lacks: size' '{"schema": "thing/1"}'
expect 1 '/: has an unknown member: extra' '{"schema": "thing/1", "size": 1, "extra": 1}'
expect 1 '/name: has none of the types' '{"schema": "thing/1", "size": 1, "name": 7}'
expect 1 '/name: does not match' '{"schema": "thing/1", "size": 1, "name": "A"}'
expect 1 '/name: breaks: maxLength' '{"schema": "thing/1", "size": 1, "name": "abcde"}'
expect 1 '/colour: is none of' '{"schema": "thing/1", "size": 1, "colour": "blue"}'
expect 1 '/parts: breaks: minItems' '{"schema": "thing/1", "size": 1, "parts": []}'
expect 1 '/parts: has an item twice' '{"schema": "thing/1", "size": 1, "parts": [{"id": 1}, {"id": 1}]}'
expect 1 '/parts/1/inner: lacks: id' \
    '{"schema": "thing/1", "size": 1, "parts": [{"id": 1}, {"id": 2, "inner": {}}]}'
expect 1 '/either: is as none' '{"schema": "thing/1", "size": 1, "either": 1}'
expect 1 '/one: is not as exactly one' '{"schema": "thing/1", "size": 1, "one": 7}'
expect 1 '/map/a: has another type' '{"schema": "thing/1", "size": 1, "map": {"a": 1}}'
expect 1 '/other: has another type' '{"schema": "thing/1", "size": 1, "other": 1}'
expect 1 'names no schema' '{"size": 1}'
expect 1 'is no JSON' '{"schema": "thing/1", "size": 1'
expect 1 'is no JSON' '{"schema": "thing/1", "size": 1} x'
expect 2 'holds no document' ' '
expect 2 'thing-2.json' '{"schema": "thing/2"}'
echo '{"dependentRequired": {}}' >"$work/more-1.json"
expect 2 'not implemented' '{"schema": "more/1"}'
printf '{"%sref": "#"}' "\$" >"$work/endless-1.json"
expect 2 'without end' '{"schema": "endless/1"}'

# Keywords are met only where a document leads: this looks at all of a schema.
for schema in "$SCHEMAS"/*.json; do
    [ -f "$schema" ] || continue
    number=$((number + 1))
    if said=$("$VALIDATE_JSON" --know "$schema" 2>&1); then
        echo "ok $number - every keyword of ${schema##*/} is known"
    else
        printf '# %s\nnot ok %s - every keyword of %s is known\n' "$said" "$number" "${schema##*/}"
        failed=1
    fi
done
echo "1..$number"
exit $failed
