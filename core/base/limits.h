/*
 * base/limits.h - every maximum of the product, in one place.
 *
 * Each line says what the number guards and what the user sees at the wall.
 * Every limit has two tests: at it, and one over (tests/lint/limits).  The
 * exception are the ..._ARENA: no one counts those; they are the room in
 * which the largest thing that the other limits allow has to fit.
 */
#ifndef ES_BASE_LIMITS_H
#define ES_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

#define ES_KIB		((size_t)1024)
#define ES_MIB		((size_t)1024 * 1024)
#define ES_GIB		((size_t)1 << 30)

/* -- configuration ----------------------------------------------------- */
/* A configuration file and the keys in it; over them it is refused. */
#define ES_LIMIT_CONF		(64 * ES_KIB)
#define ES_LIMIT_CONF_KEYS	((size_t)64)

/* -- web: one request ---------------------------------------------------- */
/* Memory of one page request; over it the visitor gets the 500 page. */
#define ES_LIMIT_REQUEST_ARENA	(8 * ES_MIB)
/*
 * Seconds of processor time for one request: a file made to be slow to judge
 * costs one worker so much, and its sender the 503 page.
 */
#define ES_LIMIT_REQUEST_CPU	10
/* An ordinary form body; over it "413, the form is too large". */
#define ES_LIMIT_FORM_BODY	(64 * ES_KIB)
/* A form with texts, nine bytes for each Han character; then 413. */
#define ES_LIMIT_LONG_FORM	(512 * ES_KIB)
/* The scan of a seal's imprint: bytes; then a sentence beside the form. */
#define ES_LIMIT_IMPRINT	(1 * ES_MIB)
/* And pixels of a side: a seal of 58 mm at 600 dpi has 1370. */
#define ES_LIMIT_IMPRINT_SIDE	((size_t)2000)
/* At least: a seal of 38 mm at 200 dpi. */
#define ES_LIMIT_IMPRINT_LEAST	((size_t)300)
/*
 * An uploaded file to verify: the largest contract with all its seals, or as
 * the other side signed it; over it "413, at most 56 MB".
 */
#define ES_LIMIT_UPLOAD		(56 * ES_MIB)
/* Fields in one form or query, counting unknown ones; then 413. */
#define ES_LIMIT_FIELDS		((size_t)256)
/* One ordinary field's name or value in bytes; then 413. */
#define ES_LIMIT_FIELD		(4 * ES_KIB)
/* A page we send (HTML), so that a runaway loop ends as a 500. */
#define ES_LIMIT_PAGE		(4 * ES_MIB)
/* One HTML or document template file. */
#define ES_LIMIT_TEMPLATE	(1 * ES_MIB)
/* Nesting of elements in any XML we read. */
#define ES_LIMIT_XML_DEPTH	((size_t)64)
/* An XML document we read (record snapshots, imports are streamed). */
#define ES_LIMIT_XML		(4 * ES_MIB)
/* Frames of a page within each other: then one uses itself. */
#define ES_LIMIT_TEMPLATE_DEPTH	((size_t)32)

/* -- documents ------------------------------------------------------------ */
/* Memory of laying out one document. */
#define ES_LIMIT_LAYOUT_ARENA	(16 * ES_MIB)
/* Pages of one generated document. */
#define ES_LIMIT_DOC_PAGES	((size_t)64)
/* Display operations of one document. */
#define ES_LIMIT_DOC_OPS	((size_t)100000)
/* Bytes in a QR code: an address; more would make the modules too small. */
#define ES_LIMIT_QR		((size_t)300)
/* Distinct glyphs of one style in one document. */
#define ES_LIMIT_DOC_GLYPHS	((size_t)16384)
/* A generated document before and after sealing. */
#define ES_LIMIT_DOC_BYTES	(32 * ES_MIB)

/* -- document types ------------------------------------------------------- */
/* Fen of one amount: below a trillion yuan, so that sums fit and are sane. */
#define ES_LIMIT_MONEY		((int64_t)99999999999999)
/* Fields of one type, the columns of its rows counted; then a flaw. */
#define ES_LIMIT_TYPE_FIELDS	((size_t)64)
/* Controls of a form: a field once, a column once for each row; then a flaw. */
#define ES_LIMIT_TYPE_CONTROLS	((size_t)200)
/*
 * Characters that a whole form can hold, all rows counted; then a flaw of the
 * type.  Each is sent as 12 bytes at most, so that a form within its fields'
 * limits always fits ES_LIMIT_LONG_FORM.
 */
#define ES_LIMIT_TYPE_LETTERS	((size_t)40000)
/* Words to choose from in one field; then a flaw. */
#define ES_LIMIT_TYPE_CHOICES	((size_t)32)
/* Characters of one text in a form: four bytes each fit a web field. */
#define ES_LIMIT_TYPE_TEXT	((size_t)1000)
/* A type's definition with its words, and the values of one form. */
#define ES_LIMIT_TYPE_ARENA	(8 * ES_MIB)

/* -- sign-in ----------------------------------------------------------- */
/* Seconds without a request, and in all, after which a session has ended. */
#define ES_LIMIT_SESSION_IDLE	(30 * 60)
#define ES_LIMIT_SESSION_LIFE	(8 * 3600)
/* Wrong passwords of an account, and from an address, before it must wait. */
#define ES_LIMIT_LOGIN_FAILURES	5
#define ES_LIMIT_LOGIN_ADDRESS	50

/* Roles of one account in force together; over it nobody signs in with it. */
#define ES_LIMIT_ROLES		((size_t)64)
/* -- share links --------------------------------------------------------- */
/* Open links of one document; over it the holder closes one first. */
#define ES_LIMIT_SHARES		20
/* Wrong access codes after which a link stays closed for good. */
#define ES_LIMIT_SHARE_FAILURES	10

/* -- files that people bring to be sealed --------------------------------- */
/*
 * One of them; over it the upload is refused, "at most 50 MB".  What the other
 * side sends back, signed, may have ES_LIMIT_UPLOAD.
 */
#define ES_LIMIT_CONTRACT_FILE	(50 * ES_MIB)
/* A piece of one that comes in pieces: all but the last have this size. */
#define ES_LIMIT_CONTRACT_PIECE	(1 * ES_MIB)
/* Bytes of a person that are not frozen yet; then one is finished first. */
#define ES_LIMIT_CONTRACT_QUOTA	(200 * ES_MIB)
/* Pages of a text; over it "split it". */
#define ES_LIMIT_CONTRACT_PAGES	((size_t)1000)
/* Seals of one contract, and its annexes. */
#define ES_LIMIT_CONTRACT_SEALS	((size_t)6)
#define ES_LIMIT_CONTRACT_ANNEXES	((size_t)10)
/* A picture of one page. */
#define ES_LIMIT_CONTRACT_PICTURE	(8 * ES_MIB)
/* Seconds after which an upload that nobody goes on with is thrown away. */
#define ES_LIMIT_CONTRACT_IDLE	(24 * 3600)

/* -- the audit log -------------------------------------------------------- */
/*
 * Files of the register that are written at once, each by a worker of its own;
 * over it "please try again in a minute".
 */
#define ES_LIMIT_EXPORTS	((size_t)2)
/* Rows of one exported file; over it the rest is left out, which is said. */
#define ES_LIMIT_EXPORT_ROWS	20000

/* -- the archive ---------------------------------------------------------- */
/*
 * A filing package: the largest contract, its annexes, what the other side
 * signed, and lists of revocation; over it the document is not filed.
 */
#define ES_LIMIT_FILING		(400 * ES_MIB)
/* A piece of one in the database: all but the last have this size. */
#define ES_LIMIT_FILING_PIECE	(8 * ES_MIB)
/* Memory for the parts of one while it is made, or disposed of. */
#define ES_LIMIT_FILING_ARENA	(1 * ES_GIB)

/* -- database ---------------------------------------------------------- */
/* Rows of one query; pages ask for less. */
#define ES_LIMIT_STORE_ROWS	((size_t)5000)
/* Bytes in one statement, below the server's max_allowed_packet (64 MiB). */
#define ES_LIMIT_STORE_PACKET	(48 * ES_MIB)
/* Rows that go to the database in one packet, and the room to lay them out */
#define ES_LIMIT_STORE_BULK	((size_t)4096)
#define ES_LIMIT_STORE_BULK_ARENA	(8 * ES_MIB)
/* Repeats of a transaction after a deadlock; then the visitor tries again. */
#define ES_LIMIT_STORE_RETRIES	8
/* Seconds that one statement may take (longer than a cluster's change). */
#define ES_LIMIT_STORE_SECONDS	20
/* Canonical bytes of one audit or ledger entry. */
#define ES_LIMIT_AUDIT_ENTRY	(64 * ES_KIB)
/* Characters of what an audit entry is about: the column's width. */
#define ES_LIMIT_AUDIT_OBJECT	((size_t)80)
/* Room for the rows of entries that are appended together. */
#define ES_LIMIT_AUDIT_ARENA	(8 * ES_MIB)
/* A mail's text, or its template; an address (RFC 5321: 254). */
#define ES_LIMIT_MAIL		(64 * ES_KIB)
#define ES_LIMIT_MAIL_ADDRESS	((size_t)254)
/* Handing one to the server; its claim, in seconds; and how long it waits. */
#define ES_LIMIT_MAIL_MS	60000
#define ES_LIMIT_MAIL_LEASE	300
#define ES_LIMIT_MAIL_SECONDS	432000
/* Text of one checkpoint: over it es-signd makes none. */
#define ES_LIMIT_CHECKPOINT	(8 * ES_MIB)
/* Requests' flows in one; the next one has the others. */
#define ES_LIMIT_CHECKPOINT_FLOWS ((size_t)5000)
/* What all checkpoints saw, in memory while chains are walked. */
#define ES_LIMIT_POINTS_ARENA	(1 * ES_GIB)

/* -- workflows: over these a definition is refused at the start ---------- */
#define ES_LIMIT_FLOW_FILE	(64 * ES_KIB)
/* Steps of a flow; of a step those who decide it, and its conditions. */
#define ES_LIMIT_FLOW_STEPS	((size_t)24)
#define ES_LIMIT_FLOW_WHO	((size_t)12)
#define ES_LIMIT_FLOW_WHEN	((size_t)8)
/* Definitions that a program knows, older versions counted. */
#define ES_LIMIT_FLOW_DEFS	((size_t)128)
/* Signatures that one step can need; then nobody more can be added. */
#define ES_LIMIT_FLOW_SLOTS	((size_t)20)
/* Events of one request; then it can only be rejected or withdrawn. */
#define ES_LIMIT_FLOW_EVENTS	((size_t)250)
/* Characters of an opinion; then 413. */
#define ES_LIMIT_FLOW_OPINION	((size_t)500)
/*
 * Tasks on the page of an inbox, the most urgent, and so many are decided at
 * once; a search finds the others.  A form has ES_LIMIT_FIELDS.
 */
#define ES_LIMIT_INBOX		((size_t)50)
/* Memory of one definition. */
#define ES_LIMIT_FLOW_ARENA	(1 * ES_MIB)

/* -- import ------------------------------------------------------------- */
/* Flaws that are told before the reading of a file ends. */
#define ES_LIMIT_IMPORT_FLAWS	((size_t)100)
/* People in one file. */
#define ES_LIMIT_IMPORT_PEOPLE	((size_t)200000)
/* Courses of one person. */
#define ES_LIMIT_IMPORT_COURSES	((size_t)300)
/* Bytes of one cell; over it the line is a flaw. */
#define ES_LIMIT_IMPORT_CELL	(16 * ES_KIB)
/* A row, rows that wait for their statement, the numbers of all people. */
#define ES_LIMIT_IMPORT_ARENA	(32 * ES_MIB)

/* -- many at once --------------------------------------------------------- */
/*
 * Requests of one bulk job that are not sealed yet, some batches; at it the
 * job waits for es-seal, which always has the next batch before it.
 */
#define ES_LIMIT_BULK_AHEAD	((size_t)256)

/* -- es-signd ---------------------------------------------------------- */
/* Documents in one SEAL request: one ledger transaction; more is refused. */
#define ES_LIMIT_SEAL_BATCH	((size_t)64)
/* Memory of confirming as many at once. */
#define ES_LIMIT_BATCH_ARENA	(64 * ES_MIB)
/* Memory of one SEAL request: evidence of a batch with its snapshots. */
#define ES_LIMIT_SIGND_ARENA	(64 * ES_MIB)
/* Open connections of one es-signd worker; more are closed at once. */
#define ES_LIMIT_SIGND_CALLERS	256
/* Seconds that a receipt waits for its seal; later es-signd refuses it. */
#define ES_LIMIT_RECEIPT_AGE	60
/* Seals' keys that es-signd loads. */
#define ES_LIMIT_KEYS		32
/* Those that its counters remember: over the years there are others. */
#define ES_LIMIT_KEY_COUNTERS	256
/* A PEM file of certificates: one, or a chain. */
#define ES_LIMIT_PEM		(64 * ES_KIB)
/* One frame on es-signd's socket: a batch of signatures with their chains. */
#define ES_LIMIT_SIGND_FRAME	(4 * ES_MIB)
/* Milliseconds that a caller waits for es-signd; then the job waits. */
#define ES_LIMIT_SIGND_MS	20000

/* Milliseconds after which a key in a token is tested when nothing uses it. */
#define ES_LIMIT_KEY_CHECK_MS	10000

/* -- keys in tokens ------------------------------------------------------- */
/* Bytes of a "pkcs11:" address; over it the key is refused. */
#define ES_LIMIT_TOKEN_URI	((size_t)1024)
/* Slots with a token that one library may show; over it no key is found. */
#define ES_LIMIT_TOKEN_SLOTS	64
/* Bytes of r, and of s, that a token may answer: P-521's. */
#define ES_LIMIT_TOKEN_EC	((size_t)66)
/* Milliseconds before a token that failed is asked again. */
#define ES_LIMIT_TOKEN_RETRY_MS	2000
/* Milliseconds before a library is restarted under tokens that work. */
#define ES_LIMIT_TOKEN_RESET_MS	60000

/* -- time stamps ---------------------------------------------------------- */
/* A time-stamp query at es-tsa; over it HTTP 413. */
#define ES_LIMIT_TSA_QUERY	(4 * ES_KIB)
/* A time-stamp token from outside (commercial ones are 4 to 8 KB). */
#define ES_LIMIT_TSA_TOKEN	(64 * ES_KIB)

/* -- reading PDF: over any of these the file is refused, reason "limit" ---- */
/* A PDF file we read at all (ES_LIMIT_UPLOAD is what visitors may send). */
#define ES_LIMIT_PDF_FILE	(200 * ES_MIB)
/* Memory for the values of one file. */
#define ES_LIMIT_PDF_ARENA	(512 * ES_MIB)
/* Cross-reference sections, hence revisions. */
#define ES_LIMIT_PDF_REVS	((size_t)1024)
/* Object numbers, and entries of all sections together. */
#define ES_LIMIT_PDF_OBJECTS	((size_t)2000000)
/*
 * The highest number of an object (ISO 32000-1 annex C.2): some readers take a
 * file with a higher one for damaged, and look for objects everywhere.  Over
 * it the reason is "xref".
 */
#define ES_LIMIT_PDF_NUMBER	8388607
/* Nesting of arrays and dictionaries. */
#define ES_LIMIT_PDF_DEPTH	((size_t)64)
/* Tokens of one object. */
#define ES_LIMIT_PDF_TOKENS	((size_t)1000000)
/* A name, without its escapes (we write it with others); a string. */
#define ES_LIMIT_PDF_NAME	((size_t)1024)
#define ES_LIMIT_PDF_STRING	(16 * ES_MIB)
/* Elements of an array, keys of a dictionary. */
#define ES_LIMIT_PDF_ARRAY	((size_t)500000)
#define ES_LIMIT_PDF_KEYS	((size_t)100000)
/* References followed for one value. */
#define ES_LIMIT_PDF_HOPS	((size_t)32)
/* Depth of the page tree and of the field tree. */
#define ES_LIMIT_PDF_TREE	((size_t)64)
/* Pages and form fields that we count. */
#define ES_LIMIT_PDF_PAGES	((size_t)100000)
#define ES_LIMIT_PDF_FIELDS	((size_t)100000)
/* One decoded cross-reference or object stream; all of them together. */
#define ES_LIMIT_PDF_INFLATE	(64 * ES_MIB)
#define ES_LIMIT_PDF_INFLATED	(256 * ES_MIB)
/* Objects in one object stream. */
#define ES_LIMIT_PDF_OBJSTM	((size_t)65535)
/* Signatures of a file; the decoded Contents of one. */
#define ES_LIMIT_PDF_SIGS	((size_t)256)
#define ES_LIMIT_PDF_CONTENTS	(1 * ES_MIB)
/* Certificates, OCSP responses and CRLs in a file's store that we look at. */
#define ES_LIMIT_DSS_ITEMS	((size_t)1024)
/* Later changes that we list; the verdict counts all. */
#define ES_LIMIT_PDF_CHANGES	((size_t)10000)

/* -- placing a seal at a text ------------------------------------------- */
/* Characters of the text, of a line in which it is looked for; places that
 * are told when it is found more than once. */
#define ES_LIMIT_BBOX_TEXT	((size_t)64)
#define ES_LIMIT_BBOX_LINE	((size_t)2048)
#define ES_LIMIT_BBOX_HITS	((size_t)1000)

/* -- keys and certificates ------------------------------------------------ */
/* A secret held in locked memory: passphrases, PINs, MAC keys. */
#define ES_LIMIT_SECRET		(4 * ES_KIB)
/* Bytes of a password, four for each character; then 413, "too long". */
#define ES_LIMIT_PASSWORD	((size_t)512)
/* Characters that a chosen password has at least. */
#define ES_LIMIT_PASSWORD_LEAST	((size_t)12)
/* A private key file. */
#define ES_LIMIT_KEY_FILE	(16 * ES_KIB)
/* One certificate (common ones are 0.6 to 2.5 KB). */
#define ES_LIMIT_CERT		(32 * ES_KIB)
/* Trusted roots of one trust set. */
#define ES_LIMIT_TRUST_ROOTS	((size_t)64)
/* Certificates in a path, leaf and root counted. */
#define ES_LIMIT_CHAIN		((size_t)10)
/* A public key's modulus in bits: larger ones only burn our time. */
#define ES_LIMIT_RSA_BITS	((unsigned)8192)
/* Bytes of an RSASSA-PSS salt: no more fit into the largest of those. */
#define ES_LIMIT_PSS_SALT	((size_t)1024)

/* -- revocation: what is over them is no evidence ---------------------- */
/* A revocation list (the largest public ones are some megabytes). */
#define ES_LIMIT_CRL		(32 * ES_MIB)
/* An OCSP answer (common ones are 1 to 3 KB). */
#define ES_LIMIT_OCSP		(1 * ES_MIB)
/* Single answers, and certificates, inside one. */
#define ES_LIMIT_OCSP_SINGLES	((size_t)64)
#define ES_LIMIT_OCSP_CERTS	((size_t)16)
/* An OCSP query at es-ocsp, and certificates that one may ask about. */
#define ES_LIMIT_OCSP_QUERY	(4 * ES_KIB)
#define ES_LIMIT_OCSP_IDS	((size_t)16)
/* Lists, and answers, that are weighed together; bytes of all of them. */
#define ES_LIMIT_EVIDENCE	((size_t)256)
#define ES_LIMIT_EVIDENCE_BYTES	(64 * ES_MIB)

/* -- asking other servers ------------------------------------------------ */
/* An address that we fetch; how often a server may send us on. */
#define ES_LIMIT_NET_URL	((size_t)2048)
#define ES_LIMIT_NET_REDIRECTS	3

/* -- signatures ----------------------------------------------------------- */
/* The DER of one CMS inside a document. */
#define ES_LIMIT_CMS		(1 * ES_MIB)
/* Certificates inside one CMS. */
#define ES_LIMIT_CMS_CERTS	((size_t)64)
/* Signed, and unsigned, attributes of one signer. */
#define ES_LIMIT_CMS_ATTRS	((size_t)64)
/* Time stamps on one signature. */
#define ES_LIMIT_CMS_TOKENS	((size_t)8)
/* Signers of one CMS that others made; over it the signature is refused. */
#define ES_LIMIT_CMS_SIGNERS	((size_t)8)
/* Revocation lists and answers inside one CMS; further ones are not read. */
#define ES_LIMIT_CMS_EVIDENCE	((size_t)64)

/* Nesting of the BER that others write. */
#define ES_LIMIT_BER_DEPTH	((size_t)64)

/* -- stamping and verifying -------------------------------------------- */
/* Records and answers of one batch of stamping (the PDFs are beside it). */
#define ES_LIMIT_STAMP_ARENA	(64 * ES_MIB)
/* Memory of one seal's drawn picture. */
#define ES_LIMIT_PICTURE_ARENA	(2 * ES_MIB)
/* Signatures of a file that the public page judges; more: UNDETERMINED. */
#define ES_LIMIT_VERIFY_SEALS	((size_t)32)
/* Later changes of each that it lists; of more it says how many. */
#define ES_LIMIT_VERIFY_CHANGES	((size_t)100)
/* What the confined judge of an upload may say, and its memory. */
#define ES_LIMIT_VERIFY_ANSWER	(4 * ES_MIB)
#define ES_LIMIT_VERIFY_ARENA	(768 * ES_MIB)

/* A confined judge: memory, seconds, its report; over it "unreadable". */
#define ES_LIMIT_JUDGE_ARENA	(1 * ES_GIB)
#define ES_LIMIT_JUDGE_SECONDS	9
#define ES_LIMIT_JUDGE_REPORT	(64 * ES_MIB)

/* -- flate and font ------------------------------------------------------- */
/*
 * Inflated data may be this many times the input, and "free" more (deflate
 * itself reaches 1032; blank scans reach some hundreds).
 * Over it the file is refused as a bomb.
 */
#define ES_LIMIT_INFLATE_RATIO	((size_t)400)
#define ES_LIMIT_INFLATE_FREE	(1 * ES_MIB)
/* One stream of ours to deflate. */
#define ES_LIMIT_DEFLATE	(64 * ES_MIB)
/* A glyph pack (a full CJK face is about 25 MB); over it it is refused. */
#define ES_LIMIT_FONT_PACK	(128 * ES_MIB)
/* Tables of a subset before its glyphs: some 16 bytes per glyph. */
#define ES_LIMIT_FONT_ARENA	(1 * ES_MIB)
/* Glyphs in a pack, and bytes of one glyph's record. */
#define ES_LIMIT_FONT_GLYPHS	((size_t)262144)
#define ES_LIMIT_FONT_GLYPH	(64 * ES_KIB)

/* -- writing PDF: over these the document is not made ------------------ */
/* Structure elements (indices of one object stream, two bytes each). */
#define ES_LIMIT_WRITE_ELEMS	((size_t)60000)
/* Files attached to one document; bytes of one. */
#define ES_LIMIT_WRITE_FILES	((size_t)16)
#define ES_LIMIT_WRITE_FILE	(8 * ES_MIB)
/* A title, reason, description, alternative text (PDF/A strings: 32767). */
#define ES_LIMIT_WRITE_TEXT	(4 * ES_KIB)
/* A file's or field's name (PDF/A names: 127). */
#define ES_LIMIT_WRITE_NAME	((size_t)100)
/* A link's address. */
#define ES_LIMIT_WRITE_URI	((size_t)1024)
/* Empty signature fields prepared in one revision, for later seals. */
#define ES_LIMIT_WRITE_BLANKS	((size_t)64)
/* Pages that share one straddle seal: narrower strips are only lines. */
#define ES_LIMIT_STRADDLE_GROUP	((size_t)40)
/* Bytes of DER reserved for a signature: as hexadecimal one PDF/A string. */
#define ES_LIMIT_WRITE_RESERVE	((size_t)32767)

#endif
