/* esign/esign_priv.h - between the parts of a judgement. */
#ifndef ES_ESIGN_PRIV_H
#define ES_ESIGN_PRIV_H

#include "esign/judge.h"
#include "tsa/token.h"

#define ESIGN_WHY_MAX	256

/* A seal and what it keeps alive. */
struct one {
	struct esign_seal	 seal;
	struct cms		*cms;		/* of a seal */
	bool			 loose;		/* not as CAdES demands */
	struct tsa_token	*token[ES_LIMIT_CMS_TOKENS];
	struct pdf_changes	*changes;
	char			 why[ESIGN_WHY_MAX];
	char			 stamp_why[ES_LIMIT_CMS_TOKENS]
				    [ESIGN_WHY_MAX];
};

struct court {				/* what every judgement needs */
	struct pki_trust	*trust;
	int64_t			 now;
};

/* Digest of the two ranges of a signature. */
ES_CHECK int	esign_digest(const struct pdf_sig *sig, enum crypt_md md,
		    unsigned char *out, struct es_err *err);

/* From a path's verdict to the indication; "proven": its time is proven. */
void		esign_from_trust(enum pki_verdict v, bool proven,
		    enum esign_main *main, enum esign_sub *sub);
/* From a signature's verdict; true when it holds and nothing was set. */
bool		esign_from_cms(const struct cms_verdict *v,
		    enum esign_main *main, enum esign_sub *sub,
		    const char **why);

/*
 * Judge the token t: match says whether its imprint fits.  Fills *st; its
 * sentence is written to why.
 */
ES_CHECK int	esign_judge_token(const struct court *c, struct tsa_token *t,
		    enum tsa_match match, struct esign_stamp *st, char *why,
		    struct es_err *err);

/* A document time stamp; a seal, with the stamps that cover it known. */
ES_CHECK int	esign_judge_doc_stamp(const struct court *c, struct one *o,
		    struct es_err *err);
ES_CHECK int	esign_judge_seal(const struct court *c, struct one *o,
		    const struct one *const *stamps, size_t n,
		    struct es_err *err);
/* Later changes, for both. */
ES_CHECK int	esign_judge_changes(struct one *o, struct pdf_file *f,
		    const struct pdf_sigs *all, struct es_err *err);

/* "D:YYYYMMDDHHmmSS+08'00'" as UTC seconds; 0 when it is none. */
int64_t		esign_pdf_date(struct es_view m);

#endif
