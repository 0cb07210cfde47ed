/*
 * login/notices.c - what somebody is told, and what they want by mail.
 *
 * To read one is a change, so it is a form, and the object's page follows.
 */
#include "login.h"

#include "auth/auth.h"
#include "sys/clock.h"
#include "web/template.h"

const struct web_field	notices_list_fields[NOTICES_LIST_FIELDS] = {
	[NOTICES_BEFORE] = { "before", WEB_INT, 1, INT64_MAX, 0 },
};
const struct web_field	notices_read_fields[NOTICES_READ_FIELDS] = {
	[NOTICES_NEWEST] = { "newest", WEB_INT, 1, INT64_MAX, WEB_REQUIRED },
};
const struct web_field	notices_settings_fields[SETTINGS_FIELDS] = {
	[SETTINGS_DONE] = { "done", WEB_INT, 1, 1, 0 },
};
/* In the order of svc_notice_kinds. */
const struct web_field	notices_choice_fields[CHOICE_FIELDS] = {
	[CHOICE_LANG] = { "mail_lang", WEB_TOKEN, 2, 8, WEB_REQUIRED },
	[CHOICE_KINDS + 0] = { "issued", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 1] = { "returned", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 2] = { "rejected", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 3] = { "opened", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 4] = { "todo", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 5] = { "overdue", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 6] = { "certificate", WEB_INT, 1, 1, 0 },
	[CHOICE_KINDS + 7] = { "alarm", WEB_INT, 1, 1, 0 },
};

int
notices_list(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login	*l = arg;

	if (svc_notice_list(l->st, auth_user(rq)->account, web_int(rq,
	    NOTICES_BEFORE), web_lang(rq), (int)l->offset, web_data(rq),
	    err) < 0)
		return -1;
	es_tree_put_str(web_data(rq), "title", web_say(rq, "notices.title"));
	return web_page(rq, 200, "login/notices.html", err);
}

int
notices_read_all(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login	*l = arg;

	if (svc_notice_read_all(l->st, auth_user(rq)->account, web_int(rq,
	    NOTICES_NEWEST), sys_now(), err) < 0)
		return -1;
	return web_redirect(rq, "/notices", err);
}

int
notices_open(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login	*l = arg;
	const char	*path;
	int64_t		 id;
	int		 rc;

	if (es_view_int(web_param(rq, "id"), 1, INT64_MAX, &id, err) < 0)
		return es_fail(err, ES_E_NOTFOUND, "no notice");
	rc = svc_notice_open(l->st, auth_user(rq)->account, id, sys_now(),
	    web_arena(rq), &path, err);
	if (rc == 0)
		return es_fail(err, ES_E_NOTFOUND, "no notice %lld of theirs",
		    (long long)id);
	return rc < 0 ? -1 : web_redirect(rq, path, err);
}

int
notices_settings(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login	*l = arg;

	if (svc_notice_choice(l->st, auth_user(rq)->account, web_data(rq),
	    err) < 0)
		return -1;
	es_tree_put_bool(web_data(rq), "done", web_int(rq, SETTINGS_DONE) !=
	    0);
	es_tree_put_str(web_data(rq), "title", web_say(rq,
	    "notices.settings"));
	return web_page(rq, 200, "login/settings.html", err);
}

int
notices_choose(struct web_req *rq, void *arg, struct es_err *err)
{
	struct login		*l = arg;
	bool			 wanted[SVC_NOTICE_CHOICES];
	const char *const	*lang;
	size_t			 i;

	for (lang = web_languages; *lang != NULL; lang++)
		if (es_view_eq_str(web_value(rq, CHOICE_LANG), *lang))
			break;
	if (*lang == NULL)
		return es_fail(err, ES_E_INPUT, "no such language");
	for (i = 0; i < SVC_NOTICE_CHOICES; i++)
		wanted[i] = web_int(rq, CHOICE_KINDS + i) != 0;
	if (svc_notice_choose(l->st, auth_user(rq)->account, *lang, wanted,
	    err) < 0)
		return -1;
	return web_redirect(rq, "/notices/settings?done=1", err);
}
