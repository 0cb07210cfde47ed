# setup.sh - what ./run and ./check share: packages, build, clear endings.
# Sourced by bash in the top directory.
# shellcheck shell=bash

stop_with() { printf '\n%s\n' "$*" >&2; exit 1; }

demo_password() { printf 'yinxin-demo'; }

now_ms() { date +%s%3N; }

step() {	# step NAME COMMAND...: one line with its time
	local name=$1 began
	shift
	began=$(now_ms)
	printf '  %-14s ' "$name" >&2
	"$@" || stop_with "stopped at: $name"
	printf '%s\n' "$(( $(now_ms) - began )) ms" >&2
}

# Install the Debian packages named in files, without starting any service.
# "node=nodejs" means: the package nodejs, unless there is a command node.
need_packages() {
	local missing='' p ours=no
	for p in $(sed 's/#.*//' "$@"); do
		case $p in
		*=*) command -v "${p%%=*}" >/dev/null && continue ;;
		esac
		p=${p#*=}
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null |
		    grep -q 'ok installed' || missing="$missing $p"
	done
	[ -z "$missing" ] && return 0
	[ "$(id -u)" = 0 ] || stop_with "these Debian packages are missing; as root, do:
  apt-get install --no-install-recommends$missing"
	printf 'installing%s ... ' "$missing" >&2
	if [ ! -e /usr/sbin/policy-rc.d ]; then
		# Debian's own way to say "start no service" (policy-rc.d).
		printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
		chmod 0755 /usr/sbin/policy-rc.d
		ours=yes
	fi
	mkdir -p build
	# shellcheck disable=SC2086
	{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
	    --no-install-recommends $missing; } >build/packages.log 2>&1
	local rc=$?
	[ $ours = no ] || rm -f /usr/sbin/policy-rc.d
	[ $rc = 0 ] || { tail -n 5 build/packages.log >&2
	    stop_with "Debian packages could not be installed; the log is build/packages.log. Is there a network, and room on the disk?"; }
}

# build_tree DIR [CONFIGURE OPTIONS]: configure when needed, make.
build_tree() {
	local dir=$1
	shift
	mkdir -p "$dir"
	if [ ! -x configure ] || [ configure.ac -nt configure ]; then
		autoreconf -i >"$dir/autoreconf.log" 2>&1 || {
		    tail -n 5 "$dir/autoreconf.log" >&2; return 1; }
	fi
	if [ ! -e "$dir/Makefile" ]; then
		(cd "$dir" && ../configure "$@" >configure.log 2>&1) || {
		    tail -n 5 "$dir/configure.log" >&2; return 1; }
	fi
	make -C "$dir" -j"$(nproc)" >"$dir/make.log" 2>&1 || {
	    grep -E 'error|Error' "$dir/make.log" | head -n 10 >&2
	    printf 'the log is %s\n' "$dir/make.log" >&2; return 1; }
}

build_packs() {
	make -C "$1" -j"$(nproc)" packs >"$1/packs.log" 2>&1 || {
	    tail -n 5 "$1/packs.log" >&2; return 1; }
}
