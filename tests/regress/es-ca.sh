#!/bin/sh
# es-ca makes what openssl accepts, refuses to overwrite, guards its secrets.
n=0
fail=0
ok() {
	n=$((n + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		fail=1
	fi
}
ca=$ES_BUILDDIR/tools/es-ca
t=$(mktemp -d) || exit 99
trap 'rm -rf "$t"' EXIT

"$ca" init "$t/ca" --campus 示例大学 --url http://seal.example.edu.cn/pki \
    >"$t/out" 2>&1
ok $? "init"
[ "$(grep -c '^made ' "$t/out")" -eq 5 ]
ok $? "it prints the five files it made"
[ "$(stat -c %a "$t/ca/private")" = 700 ] &&
    [ "$(stat -c %a "$t/ca/private/root.key.pem")" = 600 ] &&
    [ "$(stat -c %a "$t/ca/private/passphrase")" = 600 ] &&
    [ "$(stat -c %a "$t/ca/public/root.cert.pem")" = 644 ]
ok $? "modes"
"$ca" init "$t/ca" --campus 示例大学 >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q "left alone" "$t/out"
ok $? "a second init changes nothing"

"$ca" issue "$t/ca" seal ec --name 示例大学教务处 >/dev/null 2>&1
ok $? "a P-256 seal"
"$ca" issue "$t/ca" seal rsa --name 示例大学学生处 --key rsa3072 \
    --private "$t/keys" --public "$t/pki" \
    --passphrase-file "$t/keys-pass" >/dev/null 2>&1
ok $? "an RSA-3072 seal elsewhere, with its own passphrase"
"$ca" issue "$t/ca" tsa tsa --name 示例大学时间戳 >/dev/null 2>&1 &&
    "$ca" issue "$t/ca" ocsp ocsp --name 示例大学OCSP >/dev/null 2>&1
ok $? "a TSA and an OCSP responder"
before=$(cat "$t/ca/private/ec.key.pem")
"$ca" issue "$t/ca" seal ec --name 别的 >/dev/null 2>&1
[ $? -eq 1 ] && [ "$before" = "$(cat "$t/ca/private/ec.key.pem")" ]
ok $? "a second key of the same name is refused"
"$ca" issue "$t/ca" seal ../x --name x >/dev/null 2>&1
[ $? -eq 1 ] && "$ca" issue "$t/ca" seal root --name x >/dev/null 2>&1
[ $? -eq 1 ]
ok $? "names that would leave the directory are refused"

for c in "$t/ca/public/ec" "$t/pki/rsa" "$t/ca/public/tsa" \
    "$t/ca/public/ocsp"; do
	openssl verify -x509_strict -CAfile "$t/ca/public/root.cert.pem" \
	    -untrusted "$t/ca/public/issuing.cert.pem" "$c.cert.pem" \
	    >/dev/null 2>&1
	ok $? "openssl verify -x509_strict $(basename "$c")"
done
openssl verify -x509_strict -purpose timestampsign \
    -CAfile "$t/ca/public/root.cert.pem" \
    -untrusted "$t/ca/public/issuing.cert.pem" \
    "$t/ca/public/tsa.cert.pem" >/dev/null 2>&1
ok $? "the TSA is one for openssl"
openssl x509 -in "$t/ca/public/ec.cert.pem" -noout -text \
    -nameopt utf8,sep_comma_plus,-esc_msb >"$t/text"
grep -q '示例大学教务处' "$t/text" && grep -q 'O=示例大学' "$t/text"
ok $? "Chinese names"
grep -q 'E-mail Protection, 1.3.6.1.5.5.7.3.36\|1.3.6.1.5.5.7.3.36' \
    "$t/text" && grep -q 'Digital Signature, Non Repudiation' "$t/text"
ok $? "purposes of a seal"
"$ca" issue "$t/ca" seal url --name u \
    --url http://seal.example.edu.cn/pki >/dev/null 2>&1
openssl x509 -in "$t/ca/public/url.cert.pem" -noout -text >"$t/text"
grep -q 'URI:http://seal.example.edu.cn/pki/issuing.crl' "$t/text" &&
    grep -q 'OCSP - URI:http://seal.example.edu.cn/pki/ocsp' "$t/text"
ok $? "addresses, where asked for"
openssl pkey -in "$t/keys/rsa.key.pem" -passin "file:$t/keys-pass" -noout
ok $? "openssl opens the key with the passphrase"
openssl pkey -in "$t/keys/rsa.key.pem" \
    -passin "file:$t/ca/private/passphrase" -noout 2>/dev/null
[ $? -ne 0 ]
ok $? "and not with the authority's"
[ "$(openssl x509 -in "$t/pki/rsa.cert.pem" -noout -pubkey)" = \
    "$(openssl pkey -in "$t/keys/rsa.key.pem" -passin "file:$t/keys-pass" \
    -pubout)" ]
ok $? "certificate and key belong together"
chmod 644 "$t/ca/private/passphrase"
"$ca" issue "$t/ca" seal y --name y >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q "others may read" "$t/out"
ok $? "a passphrase that others can read is refused"
"$ca" issue "$t/ca" seal >/dev/null 2>&1
[ $? -eq 2 ]
ok $? "usage"
echo "1..$n"
exit $fail
