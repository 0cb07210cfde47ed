"""Make signed samples with pyHanko, fpdf2 and pikepdf; keys by openssl."""
import io, os, subprocess, sys, datetime
from pyhanko.sign import signers, timestamps, fields
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, MDPPerm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils import generic
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
import fpdf, pikepdf
out=sys.argv[1]; os.makedirs(out,exist_ok=True); os.chdir(out)
def sh(*a): subprocess.run(a,check=True,capture_output=True)
sh('openssl','req','-x509','-newkey','rsa:2048','-nodes','-keyout','k.pem','-out','c.pem','-days','3650','-subj','/CN=Example University Seal','-addext','keyUsage=digitalSignature,nonRepudiation')
sh('openssl','req','-x509','-newkey','rsa:2048','-nodes','-keyout','tk.pem','-out','tc.pem','-days','3650','-subj','/CN=Example TSA','-addext','extendedKeyUsage=critical,timeStamping')
sg=signers.SimpleSigner.load('k.pem','c.pem')
from pyhanko.keys import load_cert_from_pemder, load_private_key_from_pemder

try:
    from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
except ImportError:
    from pyhanko.sign.timestamps import DummyTimeStamper
tsa=DummyTimeStamper(load_cert_from_pemder('tc.pem'),load_private_key_from_pemder('tk.pem',None))
p=fpdf.FPDF();
for i in range(2):
    p.add_page(); p.set_font('helvetica',size=12); p.cell(40,10,'Example University, page %d'%(i+1))
p.output('plain.pdf')
q=pikepdf.open('plain.pdf'); q.save('base_table.pdf',object_stream_mode=pikepdf.ObjectStreamMode.disable)
q.save('base_stream.pdf',object_stream_mode=pikepdf.ObjectStreamMode.generate)
sh('qpdf','--linearize','--object-streams=disable','plain.pdf','base_lin.pdf')
sh('qpdf','--linearize','--object-streams=generate','plain.pdf','base_lin_stream.pdf')
def sign(src,dst,name='Seal1',certify=False,perm=MDPPerm.FILL_FORMS,box=(50,50,150,150),sub=SigSeedSubFilter.PADES,new=True,**kw):
    w=IncrementalPdfFileWriter(io.BytesIO(open(src,'rb').read()))
    if new: fields.append_signature_field(w,SigFieldSpec(name,on_page=0,box=box))
    m=signers.PdfSignatureMetadata(field_name=name,certify=certify,docmdp_permissions=perm,subfilter=sub,reason='Sealed \u5370',md_algorithm='sha256',**kw)
    o=signers.PdfSigner(m,sg).sign_pdf(w,existing_fields_only=True)
    open(dst,'wb').write(o.getbuffer())
def stamp(src,dst):
    w=IncrementalPdfFileWriter(io.BytesIO(open(src,'rb').read()))
    o=PdfTimeStamper(tsa).timestamp_pdf(w,'sha256')
    open(dst,'wb').write(o.getbuffer())
for k in ('table','stream','lin','lin_stream'):
    b='base_%s.pdf'%k
    sign(b,'sig_%s.pdf'%k)
    sign(b,'cert1_%s.pdf'%k,certify=True,perm=MDPPerm.NO_CHANGES)
    sign(b,'cert2_%s.pdf'%k,certify=True)
    sign(b,'adobe_%s.pdf'%k,sub=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,box=None)
    sign('sig_%s.pdf'%k,'two_%s.pdf'%k,name='Seal2',box=(200,50,300,150))
    stamp('sig_%s.pdf'%k,'ts_%s.pdf'%k)
    stamp('cert1_%s.pdf'%k,'cert1ts_%s.pdf'%k)
    sign('cert2_%s.pdf'%k,'cert2two_%s.pdf'%k,name='Seal2',box=(200,50,300,150))
    # field prepared before
    w=IncrementalPdfFileWriter(io.BytesIO(open(b,'rb').read()))
    fields.append_signature_field(w,SigFieldSpec('A',on_page=0,box=(10,10,60,60)))
    fields.append_signature_field(w,SigFieldSpec('B',on_page=1,box=(10,10,60,60)))
    f=io.BytesIO(); w.write(f); open('prep_%s.pdf'%k,'wb').write(f.getvalue())
    sign('prep_%s.pdf'%k,'prepA_%s.pdf'%k,name='A',certify=True,new=False)
    sign('prepA_%s.pdf'%k,'prepAB_%s.pdf'%k,name='B',new=False)
# DSS by hand
from pyhanko.sign.validation import DocumentSecurityStore
for k in ('table','stream'):
    w=IncrementalPdfFileWriter(io.BytesIO(open('cert1_%s.pdf'%k,'rb').read()))
    st=w.add_object(generic.StreamObject(stream_data=sg.signing_cert.dump()))
    dss=w.add_object(generic.DictionaryObject({generic.pdf_name('/Type'):generic.pdf_name('/DSS'),generic.pdf_name('/Certs'):generic.ArrayObject([st])}))
    w.root['/DSS']=dss; w.update_root(); f=io.BytesIO(); w.write(f)
    open('dss_%s.pdf'%k,'wb').write(f.getvalue()); stamp('dss_%s.pdf'%k,'lta_%s.pdf'%k)
