// signpdf_bench.mjs KEY.PK8.PEM CERT.PEM PDF SECONDS: documents sealed per
// second of CPU, in process.  An already finished file: placeholder added and
// signed, everything loaded once.  @signpdf's own P12 signer knows RSA only,
// so the CMS is made by pkijs over the runtime's native P-256.
import crypto from 'node:crypto';
import fs from 'node:fs';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { plainAddPlaceholder } from '@signpdf/placeholder-plain';
import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';

const [keyFile, certFile, pdf, seconds] = process.argv.slice(2);
pkijs.setEngine('node', new pkijs.CryptoEngine({
    name: 'node', crypto: crypto.webcrypto }));
const der = (file) => Buffer.from(fs.readFileSync(file, 'latin1')
    .replace(/-----[^-]+-----|\s/g, ''), 'base64');
const cert = pkijs.Certificate.fromBER(der(certFile));
const key = await crypto.webcrypto.subtle.importKey('pkcs8', der(keyFile),
    { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);

class P256Signer extends Signer {
    async sign(bytes) {
        const digest = crypto.createHash('sha256').update(bytes).digest();
        const data = new pkijs.SignedData({
            version: 1,
            encapContentInfo: new pkijs.EncapsulatedContentInfo({
                eContentType: pkijs.ContentInfo.DATA }),
            signerInfos: [new pkijs.SignerInfo({
                version: 1,
                sid: new pkijs.IssuerAndSerialNumber({
                    issuer: cert.issuer, serialNumber: cert.serialNumber }),
                signedAttrs: new pkijs.SignedAndUnsignedAttributes({
                    type: 0,
                    attributes: [
                        new pkijs.Attribute({ type: '1.2.840.113549.1.9.3',
                            values: [new asn1js.ObjectIdentifier({
                                value: pkijs.ContentInfo.DATA })] }),
                        new pkijs.Attribute({ type: '1.2.840.113549.1.9.4',
                            values: [new asn1js.OctetString({
                                valueHex: digest })] }),
                    ],
                }),
            })],
            certificates: [cert],
        });
        await data.sign(key, 0, 'SHA-256', bytes);
        const info = new pkijs.ContentInfo({
            contentType: pkijs.ContentInfo.SIGNED_DATA,
            content: data.toSchema(true) });
        return Buffer.from(info.toSchema().toBER(false));
    }
}

const data = fs.readFileSync(pdf);
const signer = new P256Signer();
const tool = new SignPdf();

async function once() {
    const withHole = plainAddPlaceholder({
        pdfBuffer: data, reason: 'bench', contactInfo: '', name: 'bench',
        location: '', signatureLength: 8192,
    });
    return (await tool.sign(withHole, signer)).length;
}

for (let i = 0; i < 50; i++) await once();
const began = process.cpuUsage();
const spent = () => {
    const u = process.cpuUsage(began);
    return (u.user + u.system) / 1e6;
};
let n = 0;
while (spent() < Number(seconds)) { await once(); n++; }
console.log(n / spent());
