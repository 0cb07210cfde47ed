#!/bin/sh
# eudss.sh ROOT.pem FILE... - what EU DSS says: see EuDss.java.
#
# The library comes from Maven's central repository, through whatever mirror
# the user's Maven is configured for, once, into $ES_TEST_CACHE (default
# ~/.cache/yinxin-test).  Exit status 77: it is not to be had.
set -u

here=$(cd "$(dirname "$0")" && pwd)
cache=${ES_TEST_CACHE:-$HOME/.cache/yinxin-test}/eudss-6.2
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1

fetch() {
	mkdir -p "$cache" && cp "$here/pom.xml" "$cache/pom.xml" &&
	mvn -q -B -f "$cache/pom.xml" "$plugin:copy-dependencies" \
	    -DoutputDirectory="$cache/lib" >&2 &&
	javac -cp "$cache/lib/*" -d "$cache" "$here/EuDss.java" >&2 &&
	touch "$cache/complete"
}

if ! [ -e "$cache/complete" ] ||
    [ "$here/EuDss.java" -nt "$cache/complete" ]; then
	command -v javac >/dev/null && command -v mvn >/dev/null && fetch
	[ -e "$cache/complete" ] || {
		echo "eudss: cannot be fetched" >&2; exit 77; }
fi
[ $# -gt 1 ] || { echo "usage: eudss.sh root.pem file.pdf ..." >&2; exit 2; }
exec java -Djava.awt.headless=true -Xmx512m -cp "$cache:$cache/lib/*" \
    EuDss "$@" 2>/dev/null
