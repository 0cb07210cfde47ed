import com.itextpdf.bouncycastleconnector.BouncyCastleFactoryCreator;
import com.itextpdf.kernel.geom.Rectangle;
import com.itextpdf.kernel.pdf.*;
import com.itextpdf.signatures.*;
import java.io.FileOutputStream;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

class SignItext8 {
	static void sign(String in, String to, String key, String field,
	    PdfSigner.CryptoStandard std, int certify, boolean append,
	    boolean visible, boolean stamp, String digest) throws Exception {
		StampingProperties sp = new StampingProperties();
		if (append)
			sp.useAppendMode();
		PdfSigner s = new PdfSigner(new PdfReader(in),
		    new FileOutputStream(to), sp);
		s.setFieldName(field);
		s.setReason("why");
		s.setLocation("here");
		s.setCertificationLevel(certify);
		if (visible) {
			s.setPageNumber(1);
			s.setPageRect(new Rectangle(50, 50, 150, 70));
		}
		s.signDetached(new BouncyCastleDigest(), new PrivateKeySignature(
		    Common.key(key), digest, "BC"), Common.chain(key), null, null,
		    stamp && Common.tsa != null
		    ? new TSAClientBouncyCastle(Common.tsa) : null, 0, std);
	}
	static void timestamp(String in, String to) throws Exception {
		PdfSigner s = new PdfSigner(new PdfReader(in),
		    new FileOutputStream(to), new StampingProperties()
		    .useAppendMode());
		s.timestamp(new TSAClientBouncyCastle(Common.tsa), "Stamp1");
	}
	public static void main(String[] argv) throws Exception {
		Security.addProvider(new BouncyCastleProvider());
		Common.args(argv);
		PdfSigner.CryptoStandard cms = PdfSigner.CryptoStandard.CMS;
		PdfSigner.CryptoStandard cades = PdfSigner.CryptoStandard.CADES;
		for (String n : Common.all()) {
			String b = n.replace(".pdf", ""), in = Common.bases + "/" + n;
			Common.attempt("itext8-" + b + "-cms", t -> sign(in, t, "rsa",
			    "S1", cms, 0, false, false, false, "SHA-256"));
			Common.attempt("itext8-" + b + "-cades", t -> sign(in, t, "rsa",
			    "S1", cades, 0, true, true, false, "SHA-256"));
			if (!Common.rich(b))
				continue;
			for (int p = 1; p <= 3; p++) {
				int q = p;
				Common.attempt("itext8-" + b + "-p" + p, t -> sign(in, t,
				    "rsa", "S1", cades, q, q == 2, true, false,
				    "SHA-256"));
			}
			Common.attempt("itext8-" + b + "-bt", t -> sign(in, t, "rsa",
			    "S1", cades, 0, true, true, true, "SHA-512"));
			Common.attempt("itext8-" + b + "-ec", t -> sign(in, t, "ec",
			    "S1", cades, 0, true, false, false, "SHA-256"));
			Common.attempt("itext8-" + b + "-two", t -> sign(Common.out
			    + "/itext8-" + b + "-cades.pdf", t, "ec", "S2", cms, 0,
			    true, true, true, "SHA-256"));
			Common.attempt("itext8-" + b + "-stamp", t -> timestamp(
			    Common.out + "/itext8-" + b + "-p1.pdf", t));
		}
		Common.end("itext8");
	}
}
