/* base/tree.c - see tree.h. */
#include "base/tree.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

struct es_tree {
	struct es_arena	*arena;
	struct es_tree	*root;		/* carries "failed" */
	struct es_tree	*next;
	struct es_tree	*first;
	struct es_tree	*last;
	const char	*key;
	size_t		 key_n;
	size_t		 count;
	struct es_view	 text;		/* also the digits of an integer */
	int64_t		 num;
	enum es_tree_kind kind;
	bool		 failed;
};

static struct es_tree *
node(struct es_arena *a, enum es_tree_kind kind)
{
	struct es_tree	*t = es_arena_get(a, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->arena = a;
	t->root = t;
	t->kind = kind;
	return t;
}

static void
mark(struct es_tree *t)
{
	t->failed = true;
	t->root->failed = true;
}

struct es_tree *
es_tree_map(struct es_arena *a)
{
	return node(a, ES_TREE_MAP);
}

struct es_tree *
es_tree_list(struct es_arena *a)
{
	return node(a, ES_TREE_LIST);
}

static struct es_tree *
find(const struct es_tree *map, struct es_view key)
{
	struct es_tree	*c;

	for (c = map->first; c != NULL; c = c->next)
		if (c->key_n == key.n && c->key != NULL &&
		    memcmp(c->key, key.p, key.n) == 0)
			return c;
	return NULL;
}

static void
append(struct es_tree *parent, struct es_tree *c)
{
	c->next = NULL;
	if (parent->last == NULL)
		parent->first = c;
	else
		parent->last->next = c;
	parent->last = c;
	parent->count++;
}

/* Take "old" out of its map: a later put of the same key replaces it. */
static void
drop(struct es_tree *map, struct es_tree *old)
{
	struct es_tree	*c, *before = NULL;

	for (c = map->first; c != old; c = c->next)
		before = c;
	if (before == NULL)
		map->first = old->next;
	else
		before->next = old->next;
	if (map->last == old)
		map->last = before;
	map->count--;
}

void
es_tree_put(struct es_tree *map, const char *key, struct es_tree *child)
{
	struct es_view	 k = es_view_str(key);
	struct es_tree	*old;

	if (map == NULL)
		return;
	if (child == NULL || map->kind != ES_TREE_MAP) {
		mark(map);
		return;
	}
	if ((child->key = es_arena_str(map->arena, k)) == NULL) {
		mark(map);
		return;
	}
	child->key_n = k.n;
	if ((old = find(map, k)) != NULL)
		drop(map, old);
	if (child->failed)
		mark(map);
	child->root = map->root;
	append(map, child);
}

/* A copy in which bytes that are no text became U+FFFD. */
static struct es_view
clean(struct es_arena *a, struct es_view v)
{
	struct es_buf	 b;
	struct es_view	 out;
	size_t		 at = 0;
	uint32_t	 cp;
	int		 rc;

	es_buf_init(&b, v.n * 3 + 1);
	while ((rc = es_utf8_next(v, &at, &cp)) != 0) {
		if (rc < 0) {
			at++;
			cp = 0xfffd;
		} else if ((cp < 0x20 && cp != '\t' && cp != '\n' &&
		    cp != '\r') || cp == 0xfffe || cp == 0xffff)
			cp = 0xfffd;
		es_utf8_add(&b, cp);
	}
	out = es_arena_dup(a, es_buf_view(&b));
	es_buf_clear(&b);
	return out;
}

static struct es_tree *
text_node(struct es_arena *a, struct es_view v)
{
	struct es_tree	*t = node(a, ES_TREE_TEXT);

	if (t == NULL)
		return NULL;
	t->text = es_utf8_is_text(v) ? es_arena_dup(a, v) : clean(a, v);
	return t->text.p == NULL ? NULL : t;
}

void
es_tree_put_text(struct es_tree *map, const char *key, struct es_view v)
{
	if (map != NULL)
		es_tree_put(map, key, text_node(map->arena, v));
}

void
es_tree_put_str(struct es_tree *map, const char *key, const char *s)
{
	es_tree_put_text(map, key, es_view_str(s));
}

void
es_tree_put_int(struct es_tree *map, const char *key, int64_t x)
{
	struct es_tree	*t;
	char		*s;

	if (map == NULL)
		return;
	t = node(map->arena, ES_TREE_INT);
	s = es_arena_printf(map->arena, "%lld", (long long)x);
	if (t != NULL && s != NULL) {
		t->num = x;
		t->text = es_view_str(s);
	}
	es_tree_put(map, key, s == NULL ? NULL : t);
}

void
es_tree_put_bool(struct es_tree *map, const char *key, bool b)
{
	struct es_tree	*t;

	if (map == NULL)
		return;
	if ((t = node(map->arena, ES_TREE_BOOL)) != NULL)
		t->num = b;
	es_tree_put(map, key, t);
}

struct es_tree *
es_tree_put_map(struct es_tree *map, const char *key)
{
	struct es_tree	*t;

	if (map == NULL)
		return NULL;
	t = node(map->arena, ES_TREE_MAP);
	es_tree_put(map, key, t);
	return t;
}

struct es_tree *
es_tree_put_list(struct es_tree *map, const char *key)
{
	struct es_tree	*t;

	if (map == NULL)
		return NULL;
	t = node(map->arena, ES_TREE_LIST);
	es_tree_put(map, key, t);
	return t;
}

static void
add(struct es_tree *list, struct es_tree *child)
{
	if (child == NULL || list->kind != ES_TREE_LIST) {
		mark(list);
		return;
	}
	child->root = list->root;
	append(list, child);
}

struct es_tree *
es_tree_add_map(struct es_tree *list)
{
	struct es_tree	*t;

	if (list == NULL)
		return NULL;
	t = node(list->arena, ES_TREE_MAP);
	add(list, t);
	return t;
}

void
es_tree_add_text(struct es_tree *list, struct es_view v)
{
	if (list != NULL)
		add(list, text_node(list->arena, v));
}

int
es_tree_ok(const struct es_tree *root, struct es_err *err)
{
	if (root != NULL && !root->failed)
		return 0;
	return es_fail(err, ES_E_NOMEM, "tree: the request's memory is full");
}

enum es_tree_kind
es_tree_kind(const struct es_tree *t)
{
	return t == NULL ? ES_TREE_NULL : t->kind;
}

const struct es_tree *
es_tree_getv(const struct es_tree *t, struct es_view path)
{
	while (t != NULL && path.n > 0) {
		size_t	 slash = es_view_find(path, ES_LIT("/"), 0);
		size_t	 n = slash == SIZE_MAX ? path.n : slash;

		if (t->kind != ES_TREE_MAP)
			return NULL;
		t = find(t, es_view_sub(path, 0, n));
		path = slash == SIZE_MAX ? ES_VIEW_EMPTY :
		    es_view_sub(path, n + 1, SIZE_MAX);
	}
	return t;
}

const struct es_tree *
es_tree_get(const struct es_tree *t, const char *path)
{
	return es_tree_getv(t, es_view_str(path));
}

const struct es_tree *
es_tree_first(const struct es_tree *t)
{
	return t == NULL ? NULL : t->first;
}

const struct es_tree *
es_tree_next(const struct es_tree *t)
{
	return t == NULL ? NULL : t->next;
}

const char *
es_tree_key(const struct es_tree *t)
{
	return t == NULL ? NULL : t->key;
}

size_t
es_tree_count(const struct es_tree *t)
{
	return t == NULL ? 0 : t->count;
}

struct es_view
es_tree_text(const struct es_tree *t)
{
	return t == NULL ? ES_VIEW_EMPTY : t->text;
}

struct es_view
es_tree_text_at(const struct es_tree *t, const char *path)
{
	return es_tree_text(es_tree_get(t, path));
}

int64_t
es_tree_int(const struct es_tree *t)
{
	return t != NULL && t->kind == ES_TREE_INT ? t->num : 0;
}

bool
es_tree_true(const struct es_tree *t)
{
	switch (es_tree_kind(t)) {
	case ES_TREE_MAP:
	case ES_TREE_LIST:
		return t->count > 0;
	case ES_TREE_TEXT:
		return t->text.n > 0;
	case ES_TREE_INT:
	case ES_TREE_BOOL:
		return t->num != 0;
	case ES_TREE_NULL:
		break;
	}
	return false;
}
