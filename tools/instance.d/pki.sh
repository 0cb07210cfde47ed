# pki.sh - the campus certification authority of a private instance.
# Sourced by es-instance; DIR is the instance.
#
# The authority's own keys lie under DIR/ca, for its officer alone; es-signd
# gets its seal and time-stamping keys under DIR/keys and never the others.
# shellcheck shell=bash disable=SC2154
es_ca() {
	"$(tool es-ca)" "$@" >>"$DIR/log/ca.log" 2>&1 || {
	    tail -n 3 "$DIR/log/ca.log" >&2
	    die "the certification authority could not be made"; }
}
pw=$DIR/etc/passphrase
# What es-instance --key said: the kind of everybody's key.
kind=$(cat "$DIR/etc/key_kind" 2>/dev/null || echo p256)
mkdir -p "$DIR/pki/public"
es_ca init "$DIR/ca" --campus 示例大学 --key "$kind" --url "$(cat "$DIR/etc/base_url")/pki"
url=$(cat "$DIR/etc/base_url")/pki
to="--url $url --private $DIR/keys --public $DIR/pki/public --passphrase-file $pw"
# shellcheck disable=SC2086
{
es_ca issue "$DIR/ca" seal gs-p256 --name 研究生院 --unit 研究生院 --key p256 $to
es_ca issue "$DIR/ca" seal jw-p256 --name 教务处 --unit 教务处 --key p256 $to
es_ca issue "$DIR/ca" seal rs-p256 --name 人事处 --unit 人事处 --key p256 $to
es_ca issue "$DIR/ca" seal ky-p256 --name 科学技术发展研究院 --unit 科学技术发展研究院 --key p256 $to
es_ca issue "$DIR/ca" seal cg-p256 --name 采购合同专用章 --unit 采购与招标中心 --key p256 $to
es_ca issue "$DIR/ca" seal kc-p256 --name 科研合同专用章 --unit 科学技术发展研究院 --key p256 $to
es_ca issue "$DIR/ca" seal gs-rsa --name 研究生院 --unit 研究生院 --key rsa3072 $to
es_ca issue "$DIR/ca" seal jw-rsa --name 教务处 --unit 教务处 --key rsa3072 $to
es_ca issue "$DIR/ca" seal vf-p256 --name 电子凭证验证 --unit 电子凭证验证平台 --key p256 $to
es_ca issue "$DIR/ca" tsa tsa --name "Example University TSA" --key "$kind" $to
es_ca issue "$DIR/ca" ocsp ocsp --name "Example University OCSP" --key "$kind" $to
es_ca issue "$DIR/ca" seal audit --name "Example University Audit" --unit 审计检查点 --key p256 $to
case $kind in
p256 | rsa3072) ;;
*)
	es_ca issue "$DIR/ca" seal "gs-$kind" --name 研究生院 --unit 研究生院 --key "$kind" $to
	es_ca issue "$DIR/ca" seal "jw-$kind" --name 教务处 --unit 教务处 --key "$kind" $to ;;
esac
}
cp "$DIR/ca/public/"root.cert.pem "$DIR/pki/public/root.cert.pem.new"
chmod 0700 "$DIR/ca"
chmod 0755 "$DIR/pki" "$DIR/pki/public"
own signd 0600 "$DIR/keys/"*.key.pem "$pw"
own signd 0700 "$DIR/keys"
chmod 0644 "$DIR/pki/public/"*
mv "$DIR/pki/public/root.cert.pem.new" "$DIR/pki/public/root.cert.pem"
