/* pdf/xmp.c - metadata: XMP (ISO 16684-1) with the PDF/A and PDF/UA claims. */
#include "base/time.h"
#include "pdf/write_priv.h"

static void
escape(struct es_buf *b, struct es_view v)
{
	size_t	 i;

	for (i = 0; i < v.n; i++)
		switch (v.p[i]) {
		case '&':
			es_buf_add_str(b, "&amp;");
			break;
		case '<':
			es_buf_add_str(b, "&lt;");
			break;
		case '>':
			es_buf_add_str(b, "&gt;");
			break;
		default:
			es_buf_add_ch(b, v.p[i]);
		}
}

/* pdfuaid is no predefined schema of PDF/A: it has to be described. */
static const char	extension[] =
    "<rdf:Description rdf:about=\"\" "
    "xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\" "
    "xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\" "
    "xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
    "<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
    "</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid"
    "</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    "<rdf:li rdf:parseType=\"Resource\"><pdfaProperty:name>part"
    "</pdfaProperty:name><pdfaProperty:valueType>Integer"
    "</pdfaProperty:valueType><pdfaProperty:category>internal"
    "</pdfaProperty:category><pdfaProperty:description>part of ISO 14289"
    "</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property>"
    "</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>\n";

void
pdf_xmp(struct es_buf *b, const struct pdf_writer *w)
{
	const struct dlist_meta	*m = &w->dl->meta;
	char			 at[ES_TIME_ISO];

	(void)es_time_iso(m->issued, m->offset, at);
	es_buf_add_str(b, "<?xpacket begin=\"\xef\xbb\xbf\" "
	    "id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
	    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
	    "<rdf:Description rdf:about=\"\" "
	    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
	    "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
	    "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" "
	    "xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
	    "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">"
	    "<dc:format>application/pdf</dc:format>"
	    "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
	escape(b, m->title);
	es_buf_add_str(b, "</rdf:li></rdf:Alt></dc:title><dc:description>"
	    "<rdf:Alt><rdf:li xml:lang=\"x-default\">");
	escape(b, m->subject);
	es_buf_add_str(b, "</rdf:li></rdf:Alt></dc:description><dc:creator>"
	    "<rdf:Seq><rdf:li>");
	escape(b, m->author);
	es_buf_add_str(b, "</rdf:li></rdf:Seq></dc:creator><dc:language>"
	    "<rdf:Bag><rdf:li>");
	escape(b, m->lang);
	es_buf_add_str(b, "</rdf:li></rdf:Bag></dc:language>");
	es_buf_printf(b, "<xmp:CreateDate>%s</xmp:CreateDate>"
	    "<xmp:ModifyDate>%s</xmp:ModifyDate>"
	    "<xmp:MetadataDate>%s</xmp:MetadataDate>", at, at, at);
	es_buf_add_str(b, "<xmp:CreatorTool>Yinxin</xmp:CreatorTool>"
	    "<pdf:Producer>Yinxin</pdf:Producer>"
	    "<pdfaid:part>3</pdfaid:part>"
	    "<pdfaid:conformance>A</pdfaid:conformance>"
	    "<pdfuaid:part>1</pdfuaid:part></rdf:Description>\n");
	es_buf_add_str(b, extension);
	es_buf_add_str(b, "</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
}
