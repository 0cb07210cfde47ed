# campus.sh - the demonstration campus.  Sourced by es-instance.
# shellcheck shell=bash disable=SC2154
"$(tool es-campus)" "$DIR" "$PEOPLE" >>"$DIR/log/campus.log" 2>&1 || {
    tail -n 3 "$DIR/log/campus.log" >&2
    die "the demonstration campus could not be loaded"; }
