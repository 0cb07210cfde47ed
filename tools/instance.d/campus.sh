# campus.sh - the demonstration campus.  Sourced by es-instance.
# shellcheck shell=bash disable=SC2154
"$(tool es-campus)" "$DIR" "$PEOPLE" >>"$DIR/log/campus.log" 2>&1 || {
    tail -n 3 "$DIR/log/campus.log" >&2
    die "the demonstration campus could not be loaded"; }
# What es-instance --key said (pki.sh made the keys).
case $(cat "$DIR/etc/key_kind" 2>/dev/null) in
'' | p256) ;;
rsa3072) root_sql -e "UPDATE seal SET key_name = REPLACE(key_name, 'p256', 'rsa')
    WHERE key_name IN ('gs-p256', 'jw-p256')" ;;
*) root_sql -e "UPDATE seal SET key_name = REPLACE(key_name, 'p256',
    '$(cat "$DIR/etc/key_kind")') WHERE key_name IN ('gs-p256', 'jw-p256')" ;;
esac
# So that mails come somewhere: DIR/outbox, unless etc/smtp.conf says more.
[ "${ES_MAIL:-yes}" = no ] || root_sql -e "UPDATE person
    SET email = CONCAT(LOWER(number), '@example.edu') WHERE email = ''"
