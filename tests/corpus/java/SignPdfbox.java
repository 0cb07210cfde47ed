import java.io.*;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.*;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.*;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.*;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.visible.*;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.jcajce.*;

class SignPdfbox {
	static byte[] cms(InputStream in, String key, String alg)
	    throws Exception {
		Certificate[] chain = Common.chain(key);
		CMSSignedDataGenerator g = new CMSSignedDataGenerator();
		g.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
		    new JcaDigestCalculatorProviderBuilder().build()).build(
		    new JcaContentSignerBuilder(alg).build(Common.key(key)),
		    (X509Certificate) chain[0]));
		g.addCertificates(new JcaCertStore(Arrays.asList(chain)));
		return g.generate(new CMSProcessableByteArray(in.readAllBytes()),
		    false).getEncoded();
	}
	static void certify(PDDocument d, PDSignature s, int p) {
		COSDictionary sig = s.getCOSObject();
		COSDictionary params = new COSDictionary();
		params.setItem(COSName.TYPE, COSName.getPDFName("TransformParams"));
		params.setInt(COSName.P, p);
		params.setName(COSName.V, "1.2");
		params.setNeedToBeUpdated(true);
		COSDictionary ref = new COSDictionary();
		ref.setItem(COSName.TYPE, COSName.getPDFName("SigRef"));
		ref.setItem("TransformMethod", COSName.getPDFName("DocMDP"));
		ref.setItem("DigestMethod", COSName.getPDFName("SHA1"));
		ref.setItem("TransformParams", params);
		ref.setNeedToBeUpdated(true);
		COSArray refs = new COSArray();
		refs.add(ref);
		sig.setItem("Reference", refs);
		refs.setNeedToBeUpdated(true);
		COSDictionary cat = d.getDocumentCatalog().getCOSObject();
		COSDictionary perms = new COSDictionary();
		cat.setItem(COSName.PERMS, perms);
		perms.setItem("DocMDP", s);
		cat.setNeedToBeUpdated(true);
		perms.setNeedToBeUpdated(true);
	}
	static void sign(String in, String to, String key, String alg, int p,
	    boolean visible) throws Exception {
		try (PDDocument d = Loader.loadPDF(new File(in));
		    FileOutputStream o = new FileOutputStream(to)) {
			PDSignature s = new PDSignature();
			s.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
			s.setSubFilter(PDSignature.SUBFILTER_ADBE_PKCS7_DETACHED);
			s.setName("n");
			s.setReason("why");
			s.setSignDate(Calendar.getInstance());
			if (p > 0)
				certify(d, s, p);
			SignatureOptions so = new SignatureOptions();
			so.setPreferredSignatureSize(16384);
			if (visible) {
				so.setVisualSignature(template(d));
				so.setPage(0);
			}
			d.addSignature(s, content -> {
				try {
					return cms(content, key, alg);
				} catch (Exception e) {
					throw new IOException(e);
				}
			}, so);
			d.saveIncremental(o);
		}
	}
	static InputStream template(PDDocument src) throws Exception {
		try (PDDocument d = new PDDocument()) {
			d.addPage(new PDPage(src.getPage(0).getMediaBox()));
			org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm f =
			    new org.apache.pdfbox.pdmodel.interactive.form
			    .PDAcroForm(d);
			d.getDocumentCatalog().setAcroForm(f);
			org.apache.pdfbox.pdmodel.interactive.form.PDSignatureField sf
			    = new org.apache.pdfbox.pdmodel.interactive.form
			    .PDSignatureField(f);
			f.getFields().add(sf);
			f.setSignaturesExist(true);
			f.setAppendOnly(true);
			f.getCOSObject().setDirect(true);
			org.apache.pdfbox.pdmodel.interactive.annotation
			    .PDAnnotationWidget w = sf.getWidgets().get(0);
			w.setRectangle(new PDRectangle(50, 50, 150, 60));
			org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject form =
			    new org.apache.pdfbox.pdmodel.graphics.form
			    .PDFormXObject(d);
			form.setResources(new org.apache.pdfbox.pdmodel.PDResources());
			form.setBBox(new PDRectangle(150, 60));
			org.apache.pdfbox.pdmodel.interactive.annotation
			    .PDAppearanceDictionary ap = new org.apache.pdfbox.pdmodel
			    .interactive.annotation.PDAppearanceDictionary();
			ap.getCOSObject().setDirect(true);
			ap.setNormalAppearance(new org.apache.pdfbox.pdmodel.interactive
			    .annotation.PDAppearanceStream(form.getCOSObject()));
			w.setAppearance(ap);
			ByteArrayOutputStream b = new ByteArrayOutputStream();
			d.save(b);
			return new ByteArrayInputStream(b.toByteArray());
		}
	}
	public static void main(String[] argv) throws Exception {
		Common.args(argv);
		for (String n : Common.all()) {
			String b = n.replace(".pdf", ""), in = Common.bases + "/" + n;
			Common.attempt("pdfbox-" + b, t -> sign(in, t, "rsa",
			    "SHA256WithRSA", 0, false));
			if (!Common.rich(b))
				continue;
			for (int p = 1; p <= 3; p++) {
				int q = p;
				Common.attempt("pdfbox-" + b + "-p" + p, t -> sign(in, t,
				    "rsa", "SHA256WithRSA", q, false));
			}
			Common.attempt("pdfbox-" + b + "-visible", t -> sign(in, t,
			    "ec", "SHA256WithECDSA", 0, true));
			Common.attempt("pdfbox-" + b + "-384", t -> sign(in, t,
			    "p384", "SHA384WithECDSA", 0, false));
			Common.attempt("pdfbox-" + b + "-pss", t -> sign(in, t,
			    "rsa", "SHA256WITHRSAANDMGF1", 0, false));
			Common.attempt("pdfbox-" + b + "-two", t -> sign(Common.out
			    + "/pdfbox-" + b + ".pdf", t, "ec", "SHA256WithECDSA", 0,
			    true));
		}
		Common.end("pdfbox");
	}
}
