/* token/rv.c - what a PKCS#11 library answers, and what we make of it. */
#include "token/token_priv.h"

static const struct answer {
	CK_RV			 rv;
	const char		*name;
	enum token_class	 class;
} answers[] = {
	{ CKR_OK, "ok", TOKEN_CLASS_OTHER },
	{ CKR_HOST_MEMORY, "host memory", TOKEN_CLASS_OTHER },
	{ CKR_GENERAL_ERROR, "general error", TOKEN_CLASS_DEVICE },
	{ CKR_FUNCTION_FAILED, "function failed", TOKEN_CLASS_DEVICE },
	{ CKR_SLOT_ID_INVALID, "slot gone", TOKEN_CLASS_DEVICE },
	{ CKR_DEVICE_ERROR, "device error", TOKEN_CLASS_DEVICE },
	{ CKR_DEVICE_MEMORY, "device memory", TOKEN_CLASS_DEVICE },
	{ CKR_DEVICE_REMOVED, "device removed", TOKEN_CLASS_DEVICE },
	{ CKR_TOKEN_NOT_PRESENT, "token not present", TOKEN_CLASS_DEVICE },
	{ CKR_TOKEN_NOT_RECOGNIZED, "token not recognised",
	    TOKEN_CLASS_DEVICE },
	{ CKR_CRYPTOKI_NOT_INITIALIZED, "library not initialised",
	    TOKEN_CLASS_DEVICE },
	{ CKR_SESSION_HANDLE_INVALID, "session lost", TOKEN_CLASS_SESSION },
	{ CKR_SESSION_CLOSED, "session closed", TOKEN_CLASS_SESSION },
	{ CKR_SESSION_COUNT, "too many sessions", TOKEN_CLASS_OTHER },
	{ CKR_USER_NOT_LOGGED_IN, "signed out", TOKEN_CLASS_SESSION },
	{ CKR_KEY_HANDLE_INVALID, "key handle invalid",
	    TOKEN_CLASS_SESSION },
	{ CKR_OBJECT_HANDLE_INVALID, "object handle invalid",
	    TOKEN_CLASS_SESSION },
	{ CKR_OPERATION_ACTIVE, "an operation is active",
	    TOKEN_CLASS_SESSION },
	{ CKR_OPERATION_NOT_INITIALIZED, "operation not initialised",
	    TOKEN_CLASS_SESSION },
	{ CKR_PIN_INCORRECT, "PIN incorrect", TOKEN_CLASS_PIN },
	{ CKR_PIN_INVALID, "PIN invalid", TOKEN_CLASS_PIN },
	{ CKR_PIN_LEN_RANGE, "PIN too short or too long", TOKEN_CLASS_PIN },
	{ CKR_PIN_EXPIRED, "PIN expired", TOKEN_CLASS_PIN },
	{ CKR_PIN_LOCKED, "PIN locked", TOKEN_CLASS_PIN },
	{ CKR_USER_PIN_NOT_INITIALIZED, "PIN not set", TOKEN_CLASS_PIN },
	{ CKR_KEY_TYPE_INCONSISTENT, "wrong type of key",
	    TOKEN_CLASS_NEVER },
	{ CKR_KEY_FUNCTION_NOT_PERMITTED, "the key may not sign",
	    TOKEN_CLASS_NEVER },
	{ CKR_MECHANISM_INVALID, "mechanism not supported",
	    TOKEN_CLASS_NEVER },
	{ CKR_MECHANISM_PARAM_INVALID, "mechanism parameters refused",
	    TOKEN_CLASS_NEVER },
	{ CKR_DATA_LEN_RANGE, "digest too long for the key",
	    TOKEN_CLASS_NEVER },
};

static const struct answer *
find(CK_RV rv)
{
	size_t	i;

	for (i = 0; i < ES_COUNT(answers); i++)
		if (answers[i].rv == rv)
			return &answers[i];
	return NULL;
}

const char *
token_rv_name(CK_RV rv)
{
	const struct answer	*a = find(rv);

	return a == NULL ? "unknown answer" : a->name;
}

enum token_class
token_rv_class(CK_RV rv)
{
	const struct answer	*a = find(rv);

	return a == NULL ? TOKEN_CLASS_OTHER : a->class;
}

int
token_fail(struct es_err *err, CK_RV rv, const char *what)
{
	enum token_class	c = token_rv_class(rv);

	return es_fail(err, c == TOKEN_CLASS_PIN ? ES_E_DENIED :
	    c == TOKEN_CLASS_NEVER ? ES_E_CRYPTO : ES_E_UPSTREAM,
	    "token: %s: %s (0x%lx)", what, token_rv_name(rv), rv);
}
