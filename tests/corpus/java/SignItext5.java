import com.itextpdf.text.Rectangle;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.security.*;
import java.io.FileOutputStream;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

class SignItext5 {
	static void sign(String in, String to, String key, String field,
	    MakeSignature.CryptoStandard std, int certify, boolean append,
	    boolean visible, boolean stamp) throws Exception {
		PdfReader r = new PdfReader(in);
		PdfStamper st = PdfStamper.createSignature(r,
		    new FileOutputStream(to), '\0', null, append);
		PdfSignatureAppearance a = st.getSignatureAppearance();
		a.setReason("why");
		a.setLocation("here");
		a.setCertificationLevel(certify);
		if (visible)
			a.setVisibleSignature(new Rectangle(50, 50, 200, 120), 1,
			    field);
		MakeSignature.signDetached(a, new BouncyCastleDigest(),
		    new PrivateKeySignature(Common.key(key), "SHA-256", "BC"),
		    Common.chain(key), null, null, stamp && Common.tsa != null
		    ? new TSAClientBouncyCastle(Common.tsa) : null, 0, std);
	}
	public static void main(String[] argv) throws Exception {
		Security.addProvider(new BouncyCastleProvider());
		Common.args(argv);
		MakeSignature.CryptoStandard cms = MakeSignature.CryptoStandard.CMS;
		MakeSignature.CryptoStandard cades = MakeSignature.CryptoStandard.CADES;
		for (String n : Common.all()) {
			String b = n.replace(".pdf", ""), in = Common.bases + "/" + n;
			Common.attempt("itext5-" + b + "-cms", t -> sign(in, t, "rsa",
			    "S1", cms, 0, false, false, false));
			Common.attempt("itext5-" + b + "-cades", t -> sign(in, t, "rsa",
			    "S1", cades, 0, true, true, false));
			if (!Common.rich(b))
				continue;
			for (int p = 1; p <= 3; p++) {
				int q = p;
				Common.attempt("itext5-" + b + "-p" + p, t -> sign(in, t,
				    "rsa", "S1", cades, q, q == 2, true, false));
			}
			Common.attempt("itext5-" + b + "-bt", t -> sign(in, t, "rsa",
			    "S1", cades, 0, true, true, true));
			Common.attempt("itext5-" + b + "-ec", t -> sign(in, t, "ec",
			    "S1", cms, 0, true, false, false));
			Common.attempt("itext5-" + b + "-two", t -> sign(Common.out
			    + "/itext5-" + b + "-cades.pdf", t, "ec", "S2", cms, 0,
			    true, true, true));
		}
		Common.end("itext5");
	}
}
