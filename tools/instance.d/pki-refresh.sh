# pki-refresh.sh - what the authority does on a schedule, at every start of a
# private instance.  Sourced by es-instance; DIR is the instance.
# shellcheck shell=bash disable=SC2154
if [ -d "$DIR/ca" ]; then
	pub=$DIR/pki/public
	ca_do() {
		"$(tool es-ca)" "$@" >>"$DIR/log/ca.log" 2>&1 || {
		    tail -n 3 "$DIR/log/ca.log" >&2
		    die "the certification authority failed; its log is $DIR/log/ca.log"; }
	}
	# An instance of before there was a responder.
	if [ ! -e "$DIR/keys/ocsp.key.pem" ]; then
		ca_do issue "$DIR/ca" ocsp ocsp --name "Example University OCSP" \
		    --url "$(cat "$DIR/etc/base_url")/pki" \
		    --private "$DIR/keys" --public "$pub" \
		    --passphrase-file "$DIR/etc/passphrase"
		own signd 0600 "$DIR/keys/ocsp.key.pem"
	fi
	if [ ! -e "$DIR/keys/audit.key.pem" ]; then
		ca_do issue "$DIR/ca" seal audit --name "Example University Audit" \
		    --unit 审计检查点 --url "$(cat "$DIR/etc/base_url")/pki" \
		    --private "$DIR/keys" --public "$pub" \
		    --passphrase-file "$DIR/etc/passphrase"
		own signd 0600 "$DIR/keys/audit.key.pem"
	fi
	ca_do crl "$DIR/ca" root --public "$pub"
	ca_do crl "$DIR/ca" issuing --public "$pub"
	ca_do publish "$DIR/ca" -c "$DIR/etc/ca.conf"
fi
