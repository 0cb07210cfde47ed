/*
 * EuDss ROOT.pem FILE...: what the European Commission's DSS says of the
 * seals of each file, without a network, trusting one root: one line "FILE
 * LEVEL INDICATION SUB" per seal.
 */
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import java.io.File;

public class EuDss {
	public static void main(String[] args) {
		CommonTrustedCertificateSource roots =
		    new CommonTrustedCertificateSource();
		roots.addCertificate(DSSUtils.loadCertificate(
		    new File(args[0])));
		for (int i = 1; i < args.length; i++) {
			CommonCertificateVerifier cv =
			    new CommonCertificateVerifier(true);
			cv.setTrustedCertSources(roots);
			SignedDocumentValidator v = SignedDocumentValidator
			    .fromDocument(new FileDocument(args[i]));
			v.setCertificateVerifier(cv);
			SimpleReport r = v.validateDocument()
			    .getSimpleReport();
			for (String id : r.getSignatureIdList())
				System.out.println(args[i] + " " +
				    r.getSignatureFormat(id) + " " +
				    r.getIndication(id) + " " +
				    r.getSubIndication(id));
		}
	}
}
