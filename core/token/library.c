/* token/library.c - the vendor's library: loaded, initialised, taken down. */
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "sys/clock.h"
#include "token/token_priv.h"

int
token_library_get(struct token_library **out, struct token_set *set,
    const char *path, struct es_err *err)
{
	struct token_library	*lib;

	for (lib = set->libraries; lib != NULL; lib = lib->next)
		if (strcmp(lib->path, path) == 0)
			break;
	if (lib == NULL) {
		if ((lib = calloc(1, sizeof(*lib))) == NULL ||
		    (lib->path = strdup(path)) == NULL) {
			free(lib);
			*out = NULL;
			return es_fail(err, ES_E_NOMEM, "token: no memory");
		}
		lib->next = set->libraries;
		set->libraries = lib;
	}
	*out = lib;
	return 0;
}

int
token_library_give(struct token_set *set, const char *path,
    CK_FUNCTION_LIST *f, struct es_err *err)
{
	struct token_library	*lib;

	if (token_library_get(&lib, set, path, err) < 0)
		return -1;
	lib->f = f;
	lib->given = true;
	return 0;
}

/*
 * The code stays mapped: libraries leave threads and exit handlers behind
 * that dlclose would pull the floor from.
 */
void
token_library_free(struct token_library *lib)
{
	if (lib->up && lib->pid == getpid())
		(void)lib->f->C_Finalize(NULL);
	free(lib->path);
	free(lib);
}

static int
load(struct token_library *lib, struct es_err *err)
{
	CK_RV	(*list)(CK_FUNCTION_LIST **) = NULL;
	void	*sym;
	CK_RV	 rv;

	if (lib->path[0] != '/')
		return es_fail(err, ES_E_INPUT, "token: the library \"%.200s\""
		    " is no absolute path", lib->path);
	if (lib->dl == NULL && (lib->dl = dlopen(lib->path, RTLD_NOW |
	    RTLD_LOCAL)) == NULL)
		return es_fail(err, ES_E_UPSTREAM, "token: library: %s",
		    dlerror());
	if ((sym = dlsym(lib->dl, "C_GetFunctionList")) == NULL)
		return es_fail(err, ES_E_INPUT, "token: %s is no PKCS#11 "
		    "library", lib->path);
	memcpy(&list, &sym, sizeof(list));	/* POSIX, not ISO C */
	if ((rv = list(&lib->f)) != CKR_OK || lib->f == NULL) {
		lib->f = NULL;
		return token_fail(err, rv, "C_GetFunctionList");
	}
	return 0;
}

int
token_library_up(struct token_library *lib, struct es_err *err)
{
	CK_C_INITIALIZE_ARGS	args = { .flags = CKF_OS_LOCKING_OK };
	CK_RV			rv;

	if (lib->up && lib->pid == getpid())
		return 0;
	if (lib->up) {			/* the parent's: not ours to end */
		lib->up = false;
		lib->open = 0;
		lib->generation++;
	}
	if (lib->f == NULL && load(lib, err) < 0)
		return -1;
	rv = lib->f->C_Initialize(&args);
	if (rv != CKR_OK && rv != CKR_CRYPTOKI_ALREADY_INITIALIZED)
		return token_fail(err, rv, "C_Initialize");
	lib->up = true;
	lib->pid = getpid();
	return 0;
}

void
token_library_down(struct token_library *lib)
{
	int64_t	now = sys_mono_ms();

	if (!lib->up || lib->pid != getpid())
		return;
	/* Sessions of another token end with it: rarely, then. */
	if (lib->open > 0 && lib->reset_at != 0 &&
	    now - lib->reset_at < ES_LIMIT_TOKEN_RESET_MS)
		return;
	(void)lib->f->C_Finalize(NULL);
	lib->up = false;
	lib->open = 0;
	lib->generation++;
	lib->reset_at = now;
}
