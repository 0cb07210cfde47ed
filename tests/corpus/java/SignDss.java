import eu.europa.esig.dss.enumerations.*;
import eu.europa.esig.dss.model.*;
import eu.europa.esig.dss.pades.*;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.service.http.commons.TimestampDataLoader;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.token.*;
import java.io.File;
import java.security.KeyStore;

class SignDss {
	static PAdESService service() throws Exception {
		CommonCertificateVerifier v = new CommonCertificateVerifier();
		PAdESService s = new PAdESService(v);
		OnlineTSPSource t = new OnlineTSPSource(Common.tsa);
		t.setDataLoader(new TimestampDataLoader());
		s.setTspSource(t);
		return s;
	}
	static void sign(String in, String to, String key, SignatureLevel level,
	    CertificationPermission p, boolean visible, DigestAlgorithm md,
	    boolean pss) throws Exception {
		try (Pkcs12SignatureToken token = new Pkcs12SignatureToken(
		    new File(Common.pki + "/" + key + ".old.p12"),
		    new KeyStore.PasswordProtection("corpus".toCharArray()))) {
			DSSPrivateKeyEntry k = token.getKeys().get(0);
			PAdESSignatureParameters q = new PAdESSignatureParameters();
			q.setSignatureLevel(level);
			q.setDigestAlgorithm(md);
			q.setSigningCertificate(k.getCertificate());
			q.setCertificateChain(k.getCertificateChain());
			if (pss)
				q.setEncryptionAlgorithm(EncryptionAlgorithm.RSASSA_PSS);
			if (p != null)
				q.setPermission(p);
			if (visible) {
				SignatureImageParameters i = new SignatureImageParameters();
				SignatureImageTextParameters t =
				    new SignatureImageTextParameters();
				t.setText("Signed");
				i.setTextParameters(t);
				i.getFieldParameters().setOriginX(50);
				i.getFieldParameters().setOriginY(50);
				q.setImageParameters(i);
			}
			PAdESService s = service();
			DSSDocument d = new FileDocument(in);
			ToBeSigned b = s.getDataToSign(d, q);
			SignatureValue v = token.sign(b, q.getSignatureAlgorithm(), k);
			s.signDocument(d, q, v).save(to);
		}
	}
	static void stamp(String in, String to) throws Exception {
		PAdESTimestampParameters q = new PAdESTimestampParameters();
		q.setDigestAlgorithm(DigestAlgorithm.SHA256);
		service().timestamp(new FileDocument(in), q).save(to);
	}
	public static void main(String[] argv) throws Exception {
		Common.args(argv);
		SignatureLevel bb = SignatureLevel.PAdES_BASELINE_B;
		SignatureLevel bt = SignatureLevel.PAdES_BASELINE_T;
		DigestAlgorithm sha = DigestAlgorithm.SHA256;
		for (String n : Common.all()) {
			String b = n.replace(".pdf", ""), in = Common.bases + "/" + n;
			Common.attempt("dss-" + b + "-bb", t -> sign(in, t, "rsa", bb,
			    null, false, sha, false));
			if (!Common.rich(b))
				continue;
			Common.attempt("dss-" + b + "-bt", t -> sign(in, t, "rsa", bt,
			    null, false, DigestAlgorithm.SHA512, false));
			Common.attempt("dss-" + b + "-visible", t -> sign(in, t, "ec",
			    bb, null, true, sha, false));
			Common.attempt("dss-" + b + "-p384", t -> sign(in, t, "p384",
			    bb, null, false, DigestAlgorithm.SHA384, false));
			Common.attempt("dss-" + b + "-pss", t -> sign(in, t, "rsa", bb,
			    null, false, sha, true));
			Common.attempt("dss-" + b + "-sha3", t -> sign(in, t, "rsa", bb,
			    null, false, DigestAlgorithm.SHA3_256, false));
			for (CertificationPermission p : CertificationPermission.values())
				Common.attempt("dss-" + b + "-p" + p.getCode(), t -> sign(
				    in, t, "rsa", bb, p, false, sha, false));
			Common.attempt("dss-" + b + "-two", t -> sign(Common.out
			    + "/dss-" + b + "-bb.pdf", t, "ec", bt, null, true, sha,
			    false));
			Common.attempt("dss-" + b + "-stamp", t -> stamp(Common.out
			    + "/dss-" + b + "-two.pdf", t));
			Common.attempt("dss-" + b + "-p1-stamp", t -> stamp(Common.out
			    + "/dss-" + b + "-p1.pdf", t));
		}
		Common.end("dss");
	}
}
