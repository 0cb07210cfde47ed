/*
 * base/tree.h - a tree of values: what pages and documents are filled from.
 *
 * Nodes live in an arena and are never freed alone.  A map keeps the order
 * in which keys were put; a key is unique (a later put replaces).  Paths use
 * "/" between keys: "person/name".  Text is UTF-8, checked when it is put.
 */
#ifndef ES_BASE_TREE_H
#define ES_BASE_TREE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/view.h"

enum es_tree_kind {
	ES_TREE_NULL = 0,
	ES_TREE_MAP,
	ES_TREE_LIST,
	ES_TREE_TEXT,
	ES_TREE_INT,
	ES_TREE_BOOL
};

struct es_tree;

/* NULL only when the arena is full; every put below passes NULL through. */
struct es_tree	*es_tree_map(struct es_arena *a);
struct es_tree	*es_tree_list(struct es_arena *a);

/*
 * Put under a map's key; "key" and text are copied into the arena.  A NULL
 * map is ignored, so that a page can be filled without a check per line; a
 * failure marks the root (es_tree_ok).  Text that is not UTF-8 text has the
 * offending bytes replaced by U+FFFD.
 */
void		 es_tree_put(struct es_tree *map, const char *key,
		    struct es_tree *child);
void		 es_tree_put_text(struct es_tree *map, const char *key,
		    struct es_view v);
void		 es_tree_put_str(struct es_tree *map, const char *key,
		    const char *s);
void		 es_tree_put_int(struct es_tree *map, const char *key,
		    int64_t x);
void		 es_tree_put_bool(struct es_tree *map, const char *key,
		    bool b);
/* A new empty map or list under a key or at a list's end; borrowed. */
struct es_tree	*es_tree_put_map(struct es_tree *map, const char *key);
struct es_tree	*es_tree_put_list(struct es_tree *map, const char *key);
struct es_tree	*es_tree_add_map(struct es_tree *list);
void		 es_tree_add_text(struct es_tree *list, struct es_view v);

/* 0, or ES_E_NOMEM when any put into this arena's trees failed. */
ES_CHECK int	 es_tree_ok(const struct es_tree *root, struct es_err *err);

enum es_tree_kind es_tree_kind(const struct es_tree *t);
/* A child by path; NULL when absent or t is NULL.  Borrowed. */
const struct es_tree *es_tree_get(const struct es_tree *t, const char *path);
/* As es_tree_get with a path that is not NUL-terminated. */
const struct es_tree *es_tree_getv(const struct es_tree *t,
		    struct es_view path);
/* First child of a map or list, and the next sibling; NULL at the end. */
const struct es_tree *es_tree_first(const struct es_tree *t);
const struct es_tree *es_tree_next(const struct es_tree *t);
/* Key of a map's child; NULL for a list's. */
const char	*es_tree_key(const struct es_tree *t);
size_t		 es_tree_count(const struct es_tree *t);
/* The text; of an integer its decimal form; else empty.  Borrowed. */
struct es_view	 es_tree_text(const struct es_tree *t);
/* Text at a path; empty when absent. */
struct es_view	 es_tree_text_at(const struct es_tree *t, const char *path);
int64_t		 es_tree_int(const struct es_tree *t);	/* 0 when no int */
/*
 * "if" in a template: false for absent, null, false, 0, empty text, empty
 * list and empty map.
 */
bool		 es_tree_true(const struct es_tree *t);

#endif
