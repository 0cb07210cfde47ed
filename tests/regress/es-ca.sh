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
"$ca" issue "$t/ca" seal x --name x --key dsa 2>&1 | grep -q -e '--key dsa'
ok $? "a kind of key that is none is told"
chmod 600 "$t/ca/private/passphrase"

# -- lists, judged by openssl
pub=$t/ca/public
crl() { openssl crl -inform DER -in "$pub/$1.crl" -noout "${2:--text}"; }
"$ca" crl "$t/ca" issuing >"$t/out" && "$ca" crl "$t/ca" root >>"$t/out"
ok $? "a list of the issuing authority and one of the root"
openssl crl -inform DER -in "$pub/issuing.crl" -noout \
    -CAfile "$pub/issuing.cert.pem" >"$t/o" 2>&1 && grep -q 'verify OK' "$t/o"
ok $? "openssl verifies its signature"
crl issuing | grep -q 'No Revoked Certificates' &&
    crl issuing -crlnumber | grep -q '^crlNumber=0x01$'
ok $? "nothing is revoked yet, number 1"
openssl x509 -inform DER -in "$pub/issuing.cer" -noout -subject >/dev/null
ok $? "the issuer beside it, in DER"

check() {	# check CERT: openssl's whole path with both lists
	for f in issuing root; do
		openssl crl -inform DER -in "$pub/$f.crl" -out "$t/$f.crl.pem"
	done
	openssl verify -x509_strict -crl_check_all \
	    -CAfile "$pub/root.cert.pem" -untrusted "$pub/issuing.cert.pem" \
	    -CRLfile "$t/issuing.crl.pem" -CRLfile "$t/root.crl.pem" "$1" 2>&1
}
check "$pub/ec.cert.pem" | grep -q ': OK$'
ok $? "openssl verify -crl_check_all: good"
"$ca" revoke "$t/ca" ec --reason keyCompromise --date 1999-01-01 \
    >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'first second' "$t/out"
ok $? "not before the certificate began"
"$ca" revoke "$t/ca" ec --reason boredom >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'none of' "$t/out"
ok $? "not for a reason that RFC 5280 does not know"
"$ca" revoke "$t/ca" root >"$t/out" 2>&1
[ $? -eq 1 ]
ok $? "nor a root"
since=$(date -u -d '1 second ago' +%Y-%m-%dT%H:%M:%SZ)
"$ca" revoke "$t/ca" ec --reason keyCompromise --date "$since" >"$t/out" 2>&1
ok $? "a stolen key, since a second ago"
"$ca" revoke "$t/ca" ec >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q already "$t/out"
ok $? "once is enough"
check "$pub/ec.cert.pem" | grep -q ': OK$'
ok $? "the old list does not know it"
"$ca" crl "$t/ca" issuing >"$t/out"
crl issuing >"$t/text"
grep -q 'Key Compromise' "$t/text" && grep -q 'Invalidity Date' "$t/text" &&
    crl issuing -crlnumber | grep -q '^crlNumber=0x02$'
ok $? "the next list has reason and invalidity date, number 2"
check "$pub/ec.cert.pem" | grep -q 'certificate revoked'
ok $? "openssl verify -crl_check_all: revoked"
serial=$("$ca" list "$t/ca" | awk '$4 == "tsa" { print $2 }')
"$ca" revoke "$t/ca" "$serial" --reason certificateHold >/dev/null &&
    "$ca" crl "$t/ca" issuing >/dev/null &&
    check "$pub/tsa.cert.pem" | grep -q 'certificate revoked'
ok $? "on hold, by its serial number"
"$ca" release "$t/ca" tsa >/dev/null && "$ca" crl "$t/ca" issuing >/dev/null &&
    check "$pub/tsa.cert.pem" | grep -q ': OK$'
ok $? "released"
"$ca" release "$t/ca" ec >/dev/null 2>&1
[ $? -eq 1 ]
ok $? "what is revoked for good is not released"
"$ca" list "$t/ca" >"$t/out"
grep -q '^revoked .*keyCompromise' "$t/out" && grep -q '^good .* tsa ' "$t/out"
ok $? "list"
"$ca" crl "$t/ca" root --days 400 >/dev/null &&
    [ "$(openssl crl -inform DER -in "$pub/root.crl" -noout -nextupdate |
    cut -d= -f2 | xargs -0 date +%s -d)" -gt "$(date +%s -d '399 days')" ]
ok $? "a list that holds for 400 days"

# -- renewal
"$ca" renew "$t/ca" ec >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q revoked "$t/out"
ok $? "a stolen key gets no other certificate"
cp "$pub/tsa.cert.pem" "$t/old.pem"
"$ca" renew "$t/ca" tsa --days 30 >/dev/null
ok $? "renewal"
[ "$(openssl x509 -in "$t/old.pem" -noout -pubkey -subject)" = \
    "$(openssl x509 -in "$pub/tsa.cert.pem" -noout -pubkey -subject)" ] &&
    ! cmp -s "$t/old.pem" "$pub/tsa.cert.pem" &&
    check "$t/old.pem" | grep -q ': OK$' &&
    check "$pub/tsa.cert.pem" | grep -q ': OK$'
ok $? "the same key and name; old and new are good together"
"$ca" renew "$t/ca" tsa --new-key tsa-2 >/dev/null &&
    [ "$(openssl x509 -in "$t/old.pem" -noout -subject)" = \
    "$(openssl x509 -in "$pub/tsa-2.cert.pem" -noout -subject)" ] &&
    [ "$(openssl x509 -in "$t/old.pem" -noout -pubkey)" != \
    "$(openssl x509 -in "$pub/tsa-2.cert.pem" -noout -pubkey)" ]
ok $? "renewal with a new key beside the old one"
[ "$(find "$t/ca/public/certs" -name '*.pem' | wc -l)" = \
    "$("$ca" list "$t/ca" | wc -l)" ]
ok $? "the archive has every certificate of the index"

# -- TLS
"$ca" issue "$t/ca" tls web --name seal.example.edu.cn \
    --dns "seal.example.edu.cn www.example.edu.cn 127.0.0.1" >/dev/null
ok $? "a TLS certificate"
openssl verify -x509_strict -purpose sslserver \
    -verify_hostname www.example.edu.cn -verify_ip 127.0.0.1 \
    -CAfile "$pub/root.cert.pem" -untrusted "$pub/issuing.cert.pem" \
    "$pub/web.cert.pem" >/dev/null 2>&1
ok $? "it is one for openssl, by name and by address"
"$ca" issue "$t/ca" tls web2 --name x >/dev/null 2>&1
[ $? -eq 1 ] && "$ca" issue "$t/ca" tls web3 --name x --dns 'a;b' \
    >/dev/null 2>&1
[ $? -eq 1 ]
ok $? "not without names, not with impossible ones"
"$ca" renew "$t/ca" web >/dev/null &&
    openssl x509 -in "$pub/web.cert.pem" -noout -checkhost \
    www.example.edu.cn | grep -q 'does match'
ok $? "renewed with the same names"

# -- a root that is away
"$ca" init "$t/off" --campus Away --root-private "$t/usb" >/dev/null 2>&1 &&
    [ -e "$t/usb/root.key.pem" ] && [ ! -e "$t/off/private/root.key.pem" ]
ok $? "the root's key on a medium of its own"
mv "$t/usb" "$t/drawer"
"$ca" issue "$t/off" seal a --name a >/dev/null 2>&1 &&
    "$ca" crl "$t/off" issuing >/dev/null 2>&1
ok $? "with the medium in a drawer: issued and listed"
"$ca" crl "$t/off" root >/dev/null 2>&1
[ $? -eq 1 ] && "$ca" crl "$t/off" root --root-private "$t/drawer" >/dev/null
ok $? "the root's list needs it"

# -- another authority's certificate for our key
"$ca" csr "$t/ca" seal bought --name 示例大学 --campus 示例大学 >/dev/null &&
    openssl req -in "$pub/bought.csr.pem" -noout -verify 2>&1 |
    grep -q 'verify OK'
ok $? "a request that openssl verifies"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$t/x.key" -subj /CN=Other \
    -days 30 -out "$t/x.pem" >/dev/null 2>&1
openssl x509 -req -in "$pub/bought.csr.pem" -CA "$t/x.pem" -CAkey "$t/x.key" \
    -days 20 -copy_extensions copy -out "$t/bought.pem" >/dev/null 2>&1
openssl x509 -in "$t/bought.pem" -noout -text | grep -q 1.3.6.1.5.5.7.3.36
ok $? "with the purposes of a seal"
"$ca" import "$t/ca" sail bought "$t/bought.pem" >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'none of' "$t/out"
ok $? "not for a purpose that does not exist"
"$ca" import "$t/ca" seal tsa "$t/bought.pem" >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'another key' "$t/out"
ok $? "not for another key"
"$ca" import "$t/ca" seal bought "$t/bought.pem" --chain "$pub/root.cert.pem" \
    >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'was not issued' "$t/out"
ok $? "not with a chain of others"
"$ca" import "$t/ca" seal bought "$t/bought.pem" --chain "$t/x.pem" \
    >/dev/null && cmp -s "$t/bought.pem" "$pub/bought.cert.pem" &&
    [ "$(grep -c BEGIN "$pub/bought.chain.pem")" -eq 1 ]
ok $? "in its place, the chain without the root"
"$ca" revoke "$t/ca" bought >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'ask there' "$t/out"
ok $? "its revocation is the other authority's"

# -- a crash at every step; fault points are in test builds only
for p in ca.after_key ca.before_index ca.after_index ca.after_cert; do
	id=crash-${p#ca.}
	echo "$p kill" >"$t/fault"
	ES_FAULT_FILE=$t/fault "$ca" issue "$t/off" seal "$id" --name x \
	    >/dev/null 2>&1
	rc=$?
	if [ -e "$t/fault.hit" ]; then
		[ $rc -ne 0 ] && [ ! -e "$t/off/public/$id.chain.pem" ]
		ok $? "killed at $p: nothing is finished"
	fi
	rm -f "$t/fault" "$t/fault.hit"
	[ $rc -eq 0 ] || "$ca" issue "$t/off" seal "$id" --name x \
	    >/dev/null 2>&1
	openssl verify -CAfile "$t/off/public/root.cert.pem" \
	    -untrusted "$t/off/public/issuing.cert.pem" \
	    "$t/off/public/$id.cert.pem" >/dev/null 2>&1 &&
	    [ "$("$ca" list "$t/off" | grep -c " $id ")" -eq 1 ] &&
	    [ -e "$t/off/public/$id.chain.pem" ]
	ok $? "the same command finishes it, with one certificate ($p)"
done
echo "ca.before_crl kill" >"$t/fault"
ES_FAULT_FILE=$t/fault "$ca" crl "$t/off" issuing >/dev/null 2>&1
"$ca" crl "$t/off" issuing >/dev/null
[ "$(openssl crl -inform DER -in "$t/off/public/issuing.crl" -noout \
    -crlnumber)" = "crlNumber=0x03" ]
ok $? "no number is given to two lists"
"$ca" issue "$t/off" seal crash --name crash >/dev/null 2>&1
[ -e "$t/off/public/crash.chain.pem" ]
ok $? "one more"
rm "$t/off/public/crash.cert.pem" "$t/off/public/crash.chain.pem"
n=$n before=$("$ca" list "$t/off" | wc -l)
"$ca" issue "$t/off" seal crash --name crash >/dev/null &&
    [ -e "$t/off/public/crash.chain.pem" ] &&
    [ "$("$ca" list "$t/off" | wc -l)" = "$before" ]
ok $? "a certificate whose files are missing is not signed twice"
printf 'es-ca index 1\nhalf a line' >"$t/off/index"
"$ca" list "$t/off" >"$t/out" 2>&1
[ $? -eq 1 ] && grep -q 'cut short' "$t/out"
ok $? "a damaged index is refused"
echo "1..$n"
exit $fail
