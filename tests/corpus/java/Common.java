import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;

/** Keys, bases and counting for every product. */
class Common {
	static String pki, bases, out, tsa;
	static int made, bad;

	interface Job { void run(String to) throws Throwable; }

	static void args(String[] a) {
		pki = a[0];
		bases = a[1];
		out = a[2];
		tsa = a.length > 3 ? a[3] : null;
	}
	static KeyStore store(String name) throws Exception {
		KeyStore k = KeyStore.getInstance("PKCS12");
		k.load(new FileInputStream(pki + "/" + name + ".old.p12"),
		    "corpus".toCharArray());
		return k;
	}
	static PrivateKey key(String name) throws Exception {
		KeyStore k = store(name);
		return (PrivateKey) k.getKey(k.aliases().nextElement(),
		    "corpus".toCharArray());
	}
	static Certificate[] chain(String name) throws Exception {
		KeyStore k = store(name);
		return k.getCertificateChain(k.aliases().nextElement());
	}
	static String[] all() {
		return new File(bases).list((d, n) -> n.endsWith(".pdf")
		    && !n.startsWith("encrypted"));
	}
	static boolean rich(String base) {
		return base.equals("fpdf2") || base.equals("qpdf_objstm")
		    || base.equals("office");
	}
	static void attempt(String name, Job job) {
		String to = out + "/" + name + ".pdf";
		try {
			job.run(to);
			made++;
		} catch (Throwable e) {
			bad++;
			String s = String.valueOf(e);
			System.out.println(name + ": "
			    + s.substring(0, Math.min(160, s.length())));
			try {
				Files.deleteIfExists(Path.of(to));
			} catch (Exception x) {
				System.out.println(x);
			}
		}
	}
	static void end(String who) {
		System.out.println(who + ": " + made + " files, " + bad
		    + " failed");
	}
}
