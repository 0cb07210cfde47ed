/* token/session.c - from an address to a session with its key. */
#include <unistd.h>

#include "base/limits.h"
#include "token/token_priv.h"

/* The one slot whose token the address means, and what the token says. */
static int
find_slot(const struct token_key *k, CK_SLOT_ID *out, CK_TOKEN_INFO *info,
    struct es_err *err)
{
	CK_FUNCTION_LIST	*f = k->lib->f;
	CK_SLOT_ID		 slot[ES_LIMIT_TOKEN_SLOTS];
	CK_ULONG		 n = ES_LIMIT_TOKEN_SLOTS, i, found = 0;
	CK_TOKEN_INFO		 one;
	CK_RV			 rv;

	if ((rv = f->C_GetSlotList(CK_TRUE, slot, &n)) ==
	    CKR_BUFFER_TOO_SMALL)
		return es_fail(err, ES_E_LIMIT, "token: more than %d slots",
		    ES_LIMIT_TOKEN_SLOTS);
	if (rv != CKR_OK)
		return token_fail(err, rv, "C_GetSlotList");
	for (i = 0; i < n; i++) {
		if (f->C_GetTokenInfo(slot[i], &one) != CKR_OK ||
		    !p11_kit_uri_match_token_info(k->uri, &one))
			continue;
		*out = slot[i];
		*info = one;
		found++;
	}
	if (found == 0)
		return es_fail(err, ES_E_UPSTREAM, "token: it is not there");
	if (found > 1)
		return es_fail(err, ES_E_INPUT, "token: the address fits "
		    "%lu tokens", found);
	return 0;
}

/* Label and id of the address, and the class: exactly one object. */
static int
find_object(struct token_key *k, CK_OBJECT_CLASS class, struct es_err *err)
{
	CK_FUNCTION_LIST	*f = k->lib->f;
	CK_ATTRIBUTE		 t[3] = { { CKA_CLASS, &class,
				    sizeof(class) } }, *a;
	CK_OBJECT_HANDLE	 got[2];
	CK_ULONG		 n = 1, many = 0;
	CK_RV			 rv;

	if ((a = p11_kit_uri_get_attribute(k->uri, CKA_LABEL)) != NULL)
		t[n++] = *a;
	if ((a = p11_kit_uri_get_attribute(k->uri, CKA_ID)) != NULL)
		t[n++] = *a;
	if ((rv = f->C_FindObjectsInit(k->session, t, n)) != CKR_OK)
		return token_fail(err, rv, "C_FindObjectsInit");
	rv = f->C_FindObjects(k->session, got, 2, &many);
	(void)f->C_FindObjectsFinal(k->session);
	if (rv != CKR_OK)
		return token_fail(err, rv, "C_FindObjects");
	if (many == 0)
		return es_fail(err, ES_E_NOTFOUND, "token: it has no such "
		    "%s key", class == CKO_PRIVATE_KEY ? "private" :
		    "public");
	if (many > 1)
		return es_fail(err, ES_E_INPUT, "token: the address fits "
		    "more than one key");
	k->object = got[0];
	return 0;
}

static int
login(struct token_key *k, const CK_TOKEN_INFO *info, struct es_err *err)
{
	CK_SESSION_INFO	si;

	if (!(info->flags & CKF_LOGIN_REQUIRED))
		return 0;
	/* Signed in once is signed in for all sessions of the process. */
	if (k->lib->f->C_GetSessionInfo(k->session, &si) == CKR_OK &&
	    si.state == CKS_RO_USER_FUNCTIONS)
		return 0;
	return token_pin_login(k->pin, k->lib, k->session, CKU_USER, info,
	    err);
}

/* A key of others may want its PIN for every signature. */
static bool
asks_each_time(struct token_key *k)
{
	CK_BBOOL	yes = CK_FALSE;
	CK_ATTRIBUTE	a = { CKA_ALWAYS_AUTHENTICATE, &yes, sizeof(yes) };

	return k->lib->f->C_GetAttributeValue(k->session, k->object, &a,
	    1) == CKR_OK && yes == CK_TRUE;
}

int
token_session_open(struct token_key *k, CK_OBJECT_CLASS class,
    struct es_err *err)
{
	CK_TOKEN_INFO	info;
	CK_SLOT_ID	slot = 0;
	CK_RV		rv;

	token_session_close(k);
	if (token_library_up(k->lib, err) < 0 ||
	    find_slot(k, &slot, &info, err) < 0)
		return -1;
	rv = k->lib->f->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL,
	    &k->session);
	if (rv != CKR_OK)
		return token_fail(err, rv, "C_OpenSession");
	k->open = true;
	k->generation = k->lib->generation;
	k->lib->open++;
	if (login(k, &info, err) < 0 || find_object(k, class, err) < 0) {
		token_session_close(k);
		return -1;
	}
	k->each_time = class == CKO_PRIVATE_KEY && asks_each_time(k);
	return 0;
}

bool
token_session_ok(const struct token_key *k)
{
	return k->open && k->lib->up && k->lib->pid == getpid() &&
	    k->generation == k->lib->generation;
}

void
token_session_close(struct token_key *k)
{
	if (token_session_ok(k)) {
		(void)k->lib->f->C_CloseSession(k->session);
		if (k->lib->open > 0)
			k->lib->open--;
	}
	k->open = false;
}

int
token_session_again(struct token_key *k, struct es_err *err)
{
	CK_SESSION_INFO	si;
	CK_TOKEN_INFO	info;
	CK_RV		rv;

	if ((rv = k->lib->f->C_GetSessionInfo(k->session, &si)) != CKR_OK ||
	    (rv = k->lib->f->C_GetTokenInfo(si.slotID, &info)) != CKR_OK)
		return token_fail(err, rv, "C_GetTokenInfo");
	return token_pin_login(k->pin, k->lib, k->session,
	    CKU_CONTEXT_SPECIFIC, &info, err);
}
