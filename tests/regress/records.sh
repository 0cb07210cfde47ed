#!/usr/bin/env bash
# records: the sample records are what their script makes.
set -u
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 "$ES_SRCDIR/tests/vectors/records/make.py" "$tmp"
n=0
echo "1..$(find "$tmp" -name '*.xml' | wc -l)"
for f in "$tmp"/*.xml; do
	n=$((n + 1))
	name=$(basename "$f")
	if cmp -s "$f" "$ES_SRCDIR/tests/vectors/records/$name"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name differs"
	fi
done
