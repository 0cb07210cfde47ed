#!/bin/sh
# verapdf.sh FILE... - judge PDF files as PDF/A-3a and as PDF/UA-1, or as the
# flavours that $ES_VERAPDF names.
#
# veraPDF comes from Maven's central repository, through whatever mirror the
# user's Maven is configured for, once, into $ES_TEST_CACHE (default
# ~/.cache/yinxin-test).  Prints a verdict per file and
# every failed rule; exit status 0: all files
# conform, 1: some rule failed, 77: no veraPDF to be had.
set -u

version=1.28.2
cache=${ES_TEST_CACHE:-$HOME/.cache/yinxin-test}
jar=$cache/greenfield-apps-$version.jar

fetch() {
	mkdir -p "$cache" || return 1
	mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
	    -Dartifact=org.verapdf.apps:greenfield-apps:$version \
	    -DoutputDirectory="$cache" -Dmdep.useBaseVersion=true >&2
}

if ! [ -s "$jar" ]; then
	command -v java >/dev/null && command -v mvn >/dev/null && fetch
	[ -s "$jar" ] || { echo "verapdf: cannot be fetched" >&2; exit 77; }
fi
[ $# -gt 0 ] || { echo "usage: verapdf.sh file.pdf ..." >&2; exit 2; }

bad=0
for flavour in ${ES_VERAPDF:-3a ua1}; do
	# One line per file, "PASS file flavour" or "FAIL ...", then its rules.
	out=$(java -Djava.awt.headless=true -Xmx512m -cp "$jar" \
	    org.verapdf.apps.GreenfieldCliWrapper --flavour $flavour \
	    --format text -v --maxfailuresdisplayed 5 "$@" 2>&1)
	printf '%s\n' "$out"
	[ "$(printf '%s\n' "$out" | grep -c '^PASS ')" -eq $# ] || bad=1
done
exit $bad
