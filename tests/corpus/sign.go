// sign PKI BASES OUT: github.com/digitorus/pdfsign.
package main

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/digitorus/pdfsign/sign"
)

func load(dir, name string) (crypto.Signer, []*x509.Certificate) {
	raw, err := os.ReadFile(filepath.Join(dir, name+".key"))
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(raw)
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		panic(err)
	}
	var certs []*x509.Certificate
	for _, f := range []string{name + ".pem", "ca.pem", "root.pem"} {
		raw, err := os.ReadFile(filepath.Join(dir, f))
		if err != nil {
			panic(err)
		}
		block, _ := pem.Decode(raw)
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			panic(err)
		}
		certs = append(certs, c)
	}
	return key.(crypto.Signer), certs
}

func main() {
	pki, bases, out := os.Args[1], os.Args[2], os.Args[3]
	tsa := os.Args[4]
	files, _ := filepath.Glob(filepath.Join(bases, "*.pdf"))
	made, bad := 0, 0
	one := func(name, in, key string, kind sign.CertType, visible, stamp bool) {
		k, certs := load(pki, key)
		d := sign.SignData{
			Signature: sign.SignDataSignature{
				Info: sign.SignDataSignatureInfo{Name: "n",
					Location: "here", Reason: "why",
					ContactInfo: "c", Date: time.Now()},
				CertType:   kind,
				DocMDPPerm: sign.AllowFillingExistingFormFieldsAndSignaturesPerms,
			},
			Signer: k, DigestAlgorithm: crypto.SHA256,
			Certificate: certs[0], CertificateChains: [][]*x509.Certificate{certs},
		}
		if visible {
			d.Appearance = sign.Appearance{Visible: true,
				LowerLeftX: 50, LowerLeftY: 50, UpperRightX: 200, UpperRightY: 100}
		}
		if stamp {
			d.TSA = sign.TSA{URL: tsa}
		}
		err := func() (err error) {
			defer func() {
				if r := recover(); r != nil {
					err = fmt.Errorf("panic %v", r)
				}
			}()
			return sign.SignFile(in, filepath.Join(out, name+".pdf"), d)
		}()
		if err != nil {
			bad++
			os.Remove(filepath.Join(out, name+".pdf"))
			fmt.Printf("%s: %.160s\n", name, err)
			return
		}
		made++
	}
	for _, f := range files {
		b := strings.TrimSuffix(filepath.Base(f), ".pdf")
		if b == "encrypted" {
			continue
		}
		one("digitorus-"+b, f, "rsa", sign.ApprovalSignature, false, false)
		if b == "fpdf2" || b == "office" || b == "qpdf_objstm" {
			one("digitorus-"+b+"-cert", f, "rsa", sign.CertificationSignature, false, true)
			one("digitorus-"+b+"-visible", f, "ec", sign.ApprovalSignature, true, false)
			one("digitorus-"+b+"-stamp", f, "rsa", sign.TimeStampSignature, false, true)
			one("digitorus-"+b+"-two", filepath.Join(out, "digitorus-"+b+".pdf"),
				"rsa", sign.ApprovalSignature, false, true)
		}
	}
	fmt.Printf("go: %d files, %d failed\n", made, bad)
}
