/*
 * svc/life/keeper.h - what a keeper may see of a seal: state, rights, ledger.
 *
 * Every function takes the account that asks; a seal that it neither keeps
 * nor deputises is ES_E_NOTFOUND, as one that does not exist.
 */
#ifndef ES_SVC_KEEPER_H
#define ES_SVC_KEEPER_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/tree.h"
#include "store/store.h"
#include "svc/seal/seal.h"
#include "svc/verify/words.h"

struct svc_keeper {
	struct store	*db;
	const char	*pki_dir;	/* public certificates by key name */
	int64_t		 account;
	enum svc_lang	 lang;
	int64_t		 now;		/* UTC seconds */
	int		 offset;	/* campus zone */
};

/*
 * Put "seals": number name office state cert types auths picture ledger; and
 * "waiting", all that needs the keeper's hand: path seal type number when what.
 */
ES_CHECK int	svc_keeper_seals(const struct svc_keeper *k,
		    struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/*
 * Put the ledger of one seal, newest first from entry "from" (0: the
 * newest): name rows older newer, the chain's check, the balance.
 */
ES_CHECK int	svc_keeper_ledger(const struct svc_keeper *k, int64_t seal,
		    int64_t from, struct es_arena *a, struct es_tree *page,
		    struct es_err *err);
/* Append the seal's picture as SVG; the kit has the fonts. */
ES_CHECK int	svc_keeper_picture(const struct svc_keeper *k, int64_t seal,
		    const struct svc_seal_kit *kit, struct es_arena *a,
		    struct es_buf *out, struct es_err *err);
/*
 * The same of any definition: ES_E_FORMAT, ES_E_INPUT, or ES_E_NOTFOUND,
 * which names a character that the font lacks.
 */
ES_CHECK int	svc_seal_svg(struct es_view definition, struct es_view name,
		    const struct svc_seal_kit *kit, struct es_arena *a,
		    struct es_buf *out, struct es_err *err);

#endif
