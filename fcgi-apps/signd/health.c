/* signd/health.c - see health.h. */
#include "health.h"

#include <stdio.h>

#include "base/limits.h"
#include "sys/clock.h"
#include "sys/log.h"

void
health_note(struct health *h, const struct es_err *err)
{
	enum health_state	was = h->state;

	if (h->key == NULL)
		return;
	h->at = sys_mono_ms();
	if (err == NULL) {
		h->state = HEALTH_READY;
		if (was != HEALTH_READY)
			log_event("event=key-%s key=%s", was == HEALTH_AWAY ?
			    "back" : "ready", h->name);
		return;
	}
	h->state = HEALTH_AWAY;
	if (was == HEALTH_AWAY && strncmp(h->why, err->msg, sizeof(h->why) -
	    1) == 0)
		return;
	(void)snprintf(h->why, sizeof(h->why), "%.199s", err->msg);
	log_event("event=key-away key=%s reason=\"%s\"", h->name, h->why);
}

void
health_check(struct health *h)
{
	struct es_err	e = ES_ERR_INIT;
	int64_t		age;

	if (h->key == NULL)
		return;
	age = sys_mono_ms() - h->at;
	if ((h->state == HEALTH_READY && age < ES_LIMIT_KEY_CHECK_MS) ||
	    (h->state == HEALTH_AWAY && age < ES_LIMIT_TOKEN_RETRY_MS))
		return;
	health_note(h, crypt_key_test(h->key, &e) == 0 ? NULL : &e);
}

bool
health_good(const struct health *h)
{
	return h->key == NULL || h->state == HEALTH_READY;
}
