/* core/pdf/xmp.c - see xmp.h. */
#include "pdf/xmp.h"

#include "base/time.h"
#include "base/xml.h"
#include "pdf/write_priv.h"

static const char	head[] =
    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
    "<rdf:Description rdf:about=\"\""
    " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
    " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
    "<pdfaid:part>3</pdfaid:part>\n"
    "<pdfaid:conformance>A</pdfaid:conformance>\n"
    "<pdfuaid:part>1</pdfuaid:part>\n";

static const char	tail[] =
    "</rdf:Description>\n"
    "<rdf:Description rdf:about=\"\""
    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\n"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI>\n"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
    "<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
    "<pdfaProperty:name>part</pdfaProperty:name>\n"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
    "<pdfaProperty:category>internal</pdfaProperty:category>\n"
    "<pdfaProperty:description>Part of ISO 14289 that the file follows"
    "</pdfaProperty:description>\n"
    "</rdf:li></rdf:Seq></pdfaSchema:property>\n"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
    "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
    "<?xpacket end=\"r\"?>";

/* One property; an empty value is left out, as in Info. */
static void
property(struct es_buf *b, const char *open, struct es_view v,
    const char *end)
{
	if (v.n == 0)
		return;
	es_buf_add_str(b, open);
	es_xml_add(b, v, 0);
	es_buf_add_str(b, end);
}

void
pdf_xmp_add(struct es_buf *b, const struct pdf_about *a)
{
	char	 iso[ES_TIME_ISO];

	es_buf_add(b, head, sizeof(head) - 1);
	property(b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
	    a->title, "</rdf:li></rdf:Alt></dc:title>\n");
	property(b, "<dc:creator><rdf:Seq><rdf:li>", a->author,
	    "</rdf:li></rdf:Seq></dc:creator>\n");
	property(b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">",
	    a->subject, "</rdf:li></rdf:Alt></dc:description>\n");
	property(b, "<dc:identifier>", a->identifier, "</dc:identifier>\n");
	property(b, "<dc:language><rdf:Bag><rdf:li>", a->lang,
	    "</rdf:li></rdf:Bag></dc:language>\n");
	property(b, "<xmp:CreatorTool>", a->creator, "</xmp:CreatorTool>\n");
	property(b, "<pdf:Producer>", a->producer, "</pdf:Producer>\n");
	(void)es_time_iso(a->time, a->offset, iso);
	es_buf_printf(b, "<xmp:CreateDate>%s</xmp:CreateDate>\n"
	    "<xmp:ModifyDate>%s</xmp:ModifyDate>\n"
	    "<xmp:MetadataDate>%s</xmp:MetadataDate>\n", iso, iso, iso);
	es_buf_add(b, tail, sizeof(tail) - 1);
}

void
pdf_info_add(struct es_buf *b, const struct pdf_about *a)
{
	es_buf_add(b, "<<", 2);
	pdf_add_entry(b, "/Title", a->title);
	pdf_add_entry(b, "/Author", a->author);
	pdf_add_entry(b, "/Subject", a->subject);
	pdf_add_entry(b, "/Creator", a->creator);
	pdf_add_entry(b, "/Producer", a->producer);
	es_buf_add_str(b, "/CreationDate");
	pdf_add_date(b, a->time, a->offset);
	es_buf_add_str(b, "/ModDate");
	pdf_add_date(b, a->time, a->offset);
	es_buf_add(b, ">>", 2);
}
