// PdfBoxBench P12 PDF SECONDS: documents sealed per second, in process.
// PDFBox with Bouncy Castle, an already finished file, P-256, warmed up.
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Calendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.PDSignature;
import org.apache.pdfbox.pdmodel.interactive.digitalsignature.SignatureInterface;
import org.bouncycastle.cert.jcajce.JcaCertStore;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.jcajce.JcaSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

public class PdfBoxBench {
    static PrivateKey key;
    static Certificate[] chain;
    static CMSSignedDataGenerator gen;

    static int once(byte[] data) throws Exception {
        try (PDDocument doc = Loader.loadPDF(data)) {
            PDSignature sig = new PDSignature();
            sig.setFilter(PDSignature.FILTER_ADOBE_PPKLITE);
            sig.setSubFilter(PDSignature.SUBFILTER_ETSI_CADES_DETACHED);
            sig.setSignDate(Calendar.getInstance());
            doc.addSignature(sig, (SignatureInterface) PdfBoxBench::cms);
            ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 65536);
            doc.saveIncremental(out);
            return out.size();
        }
    }

    static byte[] cms(InputStream content) throws java.io.IOException {
        try {
            return gen.generate(new CMSProcessableByteArray(content.readAllBytes()), false)
                .getEncoded("DER");
        } catch (Exception e) {
            throw new java.io.IOException(e);
        }
    }

    public static void main(String[] args) throws Exception {
        KeyStore ks = KeyStore.getInstance("PKCS12");
        ks.load(new ByteArrayInputStream(Files.readAllBytes(Path.of(args[0]))), "bench".toCharArray());
        String alias = ks.aliases().nextElement();
        key = (PrivateKey) ks.getKey(alias, "bench".toCharArray());
        chain = ks.getCertificateChain(alias);
        ContentSigner cs = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        gen = new CMSSignedDataGenerator();
        gen.addSignerInfoGenerator(new JcaSignerInfoGeneratorBuilder(
            new JcaDigestCalculatorProviderBuilder().build()).build(cs, (X509Certificate) chain[0]));
        gen.addCertificates(new JcaCertStore(Arrays.asList(chain)));
        byte[] data = Files.readAllBytes(Path.of(args[1]));
        double seconds = Double.parseDouble(args[2]);
        long warm = System.nanoTime();
        while (System.nanoTime() - warm < (long) (Math.max(seconds, 4) * 1e9)) once(data);
        var mx = ManagementFactory.getThreadMXBean();
        long began = mx.getCurrentThreadCpuTime();
        int n = 0;
        while (mx.getCurrentThreadCpuTime() - began < (long) (seconds * 1e9)) { once(data); n++; }
        System.out.println(n / ((mx.getCurrentThreadCpuTime() - began) / 1e9));
    }
}
