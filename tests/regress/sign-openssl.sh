#!/bin/sh
# Our signatures judged by openssl, openssl's judged by us: CMS and RFC 3161.
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
t=$(mktemp -d) || exit 99
trap 'rm -rf "$t"' EXIT
ca=$ES_BUILDDIR/tools/es-ca
st=$ES_BUILDDIR/tests/regress/signtool
root=$t/ca/public/root.cert.pem
issuing=$t/ca/public/issuing.cert.pem
{
	"$ca" init "$t/ca" --campus 示例大学 &&
	"$ca" issue "$t/ca" seal ec --name 示例大学教务处 &&
	"$ca" issue "$t/ca" seal rsa --name 示例大学学生处 --key rsa3072 &&
	"$ca" issue "$t/ca" tsa tsa --name 示例大学时间戳
} >"$t/log" 2>&1 || { cat "$t/log"; exit 99; }
# A CR LF inside: what a non-binary verification would change.
printf 'a sealed\r\ndocument\n\000\377' >"$t/doc"
printf 'another\r\ndocument\n\000\377' >"$t/other"

for k in ec rsa; do
	"$st" seal "$t/ca" $k "$t/doc" "$t/$k.cms"
	ok $? "$k: sealed"
	openssl cms -verify -binary -inform DER -in "$t/$k.cms" \
	    -content "$t/doc" -CAfile "$root" -purpose any -out /dev/null \
	    2>"$t/log"
	ok $? "$k: openssl cms -verify"
	openssl cms -verify -cades -binary -inform DER -in "$t/$k.cms" \
	    -content "$t/doc" -CAfile "$root" -purpose any -out /dev/null \
	    2>"$t/log"
	ok $? "$k: openssl cms -verify -cades"
	openssl cms -verify -binary -inform DER -in "$t/$k.cms" \
	    -content "$t/other" -CAfile "$root" -purpose any -out /dev/null \
	    2>"$t/log"
	[ $? -ne 0 ]
	ok $? "$k: and refuses another document"
	openssl asn1parse -inform DER -in "$t/$k.cms" >"$t/asn1"
	! grep -q signingTime "$t/asn1" &&
	    grep -q id-smime-aa-signingCertificateV2 "$t/asn1"
	ok $? "$k: no signing-time, signing-certificate-v2"
	"$st" seal "$t/ca" $k "$t/doc" "$t/$k-t.cms" tsa &&
	    openssl cms -verify -binary -inform DER -in "$t/$k-t.cms" \
	    -content "$t/doc" -CAfile "$root" -purpose any -out /dev/null \
	    2>"$t/log"
	ok $? "$k: with a time stamp"
	"$st" cms "$t/ca" "$t/doc" "$t/$k-t.cms" >"$t/out"
	grep -q '^verdict good odd 0 path trusted signer 示例大学' "$t/out" &&
	    grep -q '^token fits verdict good odd 0 path trusted' "$t/out"
	ok $? "$k: and we verify both"
done

# What openssl signs; it always writes signing-time.
pass=file:$t/ca/private/passphrase
for md in sha256 sha384 sha512; do
	openssl cms -sign -cades -binary -md $md -in "$t/doc" -outform DER \
	    -signer "$t/ca/public/rsa.cert.pem" -certfile "$issuing" \
	    -inkey "$t/ca/private/rsa.key.pem" -passin "$pass" \
	    -out "$t/o.cms" 2>"$t/log"
	"$st" cms "$t/ca" "$t/doc" "$t/o.cms" >"$t/out"
	grep -q '^verdict good odd 1 path trusted' "$t/out"
	ok $? "openssl's CMS with $md verifies, its signing-time is noted"
done
openssl cms -sign -cades -keyid -binary -md sha256 -in "$t/doc" \
    -outform DER -signer "$t/ca/public/ec.cert.pem" \
    -inkey "$t/ca/private/ec.key.pem" -passin "$pass" -out "$t/o.cms" \
    2>"$t/log"
"$st" cms "$t/ca" "$t/doc" "$t/o.cms" >"$t/out"
grep -q '^verdict good odd 1 path trusted' "$t/out"
ok $? "a signer named by its key identifier"
"$st" cms "$t/ca" "$t/other" "$t/o.cms" >"$t/out"
grep -q '^verdict bad' "$t/out"
ok $? "and not for another document"
openssl cms -sign -binary -md sha256 -nodetach -in "$t/doc" -outform DER \
    -signer "$t/ca/public/ec.cert.pem" -inkey "$t/ca/private/ec.key.pem" \
    -passin "$pass" -out "$t/o.cms" 2>"$t/log"
"$st" cms "$t/ca" "$t/doc" "$t/o.cms" >"$t/out"
grep -q '^error format: cms: there is content inside' "$t/out"
ok $? "attached content is refused"

# Time stamps, our TSA and openssl's client.
for md in sha256 sha384 sha512; do
	openssl ts -query -data "$t/doc" -$md -cert -out "$t/q.tsq" 2>"$t/log"
	"$st" stamp "$t/ca" tsa "$t/q.tsq" "$t/r.tsr" &&
	    openssl ts -verify -queryfile "$t/q.tsq" -in "$t/r.tsr" \
	    -CAfile "$root" -untrusted "$issuing" >"$t/log" 2>&1
	ok $? "openssl ts -verify, $md"
done
openssl ts -verify -data "$t/other" -in "$t/r.tsr" -CAfile "$root" \
    -untrusted "$issuing" >"$t/log" 2>&1
[ $? -ne 0 ]
ok $? "and not for another document"
openssl ts -query -data "$t/doc" -sha256 -no_nonce -out "$t/q.tsq" \
    2>"$t/log"
cat "$t/ca/public/tsa.cert.pem" "$issuing" >"$t/chain"
"$st" stamp "$t/ca" tsa "$t/q.tsq" "$t/r.tsr" &&
    openssl ts -verify -queryfile "$t/q.tsq" -in "$t/r.tsr" \
    -CAfile "$root" -untrusted "$t/chain" >"$t/log" 2>&1
ok $? "without nonce and certificates"
openssl ts -reply -in "$t/r.tsr" -text >"$t/log" 2>&1
grep -q 'Status: Granted' "$t/log" && grep -q 'Ordering: no' "$t/log" &&
    grep -q 'Accuracy: 0x01 seconds' "$t/log" &&
    grep -q 'Policy OID: 1.3.6.1.4.1.99999.1.1' "$t/log"
ok $? "openssl reads status, accuracy, ordering, policy"
openssl ts -query -data "$t/doc" -sha256 -tspolicy 1.2.3 -out "$t/q.tsq" \
    2>"$t/log"
"$st" stamp "$t/ca" tsa "$t/q.tsq" "$t/r.tsr"
openssl ts -reply -in "$t/r.tsr" -text >"$t/log" 2>&1
grep -q 'Status: Rejected' "$t/log" &&
    grep -q 'policy is not supported' "$t/log"
ok $? "another policy is rejected as RFC 3161 says"
openssl ts -query -data "$t/doc" -sha1 -out "$t/q.tsq" 2>"$t/log"
"$st" stamp "$t/ca" tsa "$t/q.tsq" "$t/r.tsr"
openssl ts -reply -in "$t/r.tsr" -text >"$t/log" 2>&1
grep -q 'unrecognized or unsupported algorithm' "$t/log"
ok $? "SHA-1 is rejected: badAlg"

# openssl as the TSA, our query.
cat >"$t/tsa.cnf" <<EOF
[tsa]
default_tsa = t
[t]
serial = $t/serial
signer_cert = $t/ca/public/tsa.cert.pem
certs = $issuing
signer_key = $t/ca/private/tsa.key.pem
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1.1
digests = sha256, sha512
accuracy = secs:1, millisecs:500, microsecs:100
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
EOF
echo 1000 >"$t/serial"
"$st" query "$t/doc" "$t/q.tsq" &&
    openssl ts -reply -config "$t/tsa.cnf" -queryfile "$t/q.tsq" \
    -passin "$pass" -out "$t/r.tsr" >"$t/log" 2>&1
ok $? "openssl answers our query"
"$st" reply "$t/ca" "$t/q.tsq" "$t/r.tsr" >"$t/out"
grep -q '^token fits verdict good odd 0 path trusted signer 示例大学时间戳' \
    "$t/out"
ok $? "and we verify its answer"
"$st" query "$t/doc" "$t/q2.tsq"
"$st" reply "$t/ca" "$t/q2.tsq" "$t/r.tsr" >"$t/out"
grep -q '^token alien' "$t/out"
ok $? "an answer to another query is told apart"
if [ -n "$ES_KEEP_SEEDS" ]; then
	cp "$t"/ec.cms "$t"/rsa-t.cms "$t"/o.cms "$ES_KEEP_SEEDS/cms/"
	cp "$t"/q.tsq "$t"/r.tsr "$ES_KEEP_SEEDS/tsa/"
fi
echo "1..$n"
exit $fail
