import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.*;
import java.io.FileOutputStream;
import java.security.cert.CRL;

class SignOpenpdf {
	static void sign(String in, String to, boolean append, boolean visible,
	    int certify, PdfName filter) throws Exception {
		PdfReader r = new PdfReader(in);
		PdfStamper st = PdfStamper.createSignature(r,
		    new FileOutputStream(to), '\0', null, append);
		PdfSignatureAppearance a = st.getSignatureAppearance();
		a.setCrypto(Common.key("rsa"), Common.chain("rsa"), (CRL[]) null,
		    filter);
		a.setReason("why");
		a.setCertificationLevel(certify);
		if (visible)
			a.setVisibleSignature(new Rectangle(50, 50, 200, 120), 1,
			    "S" + certify + (append ? "a" : "b"));
		st.close();
	}
	public static void main(String[] argv) throws Exception {
		Common.args(argv);
		for (String n : Common.all()) {
			String b = n.replace(".pdf", ""), in = Common.bases + "/" + n;
			Common.attempt("openpdf-" + b, t -> sign(in, t, true, true, 0,
			    PdfSignatureAppearance.WINCER_SIGNED));
			if (!Common.rich(b))
				continue;
			Common.attempt("openpdf-" + b + "-whole", t -> sign(in, t, false,
			    false, 1, PdfSignatureAppearance.WINCER_SIGNED));
			Common.attempt("openpdf-" + b + "-x509", t -> sign(in, t, true,
			    true, 2, PdfSignatureAppearance.SELF_SIGNED));
			Common.attempt("openpdf-" + b + "-two", t -> sign(Common.out
			    + "/openpdf-" + b + ".pdf", t, true, false, 0,
			    PdfSignatureAppearance.WINCER_SIGNED));
		}
		Common.end("openpdf");
	}
}
