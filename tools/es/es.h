/*
 * es.h - the parts of es(1), a tool for sealed files that needs no platform.
 */
#ifndef ES_TOOL_H
#define ES_TOOL_H

#include "base/err.h"
#include "pki/judge.h"
#include "pki/revoke.h"
#include "svc/verify/words.h"

/* Lists and answers that one command takes. */
#define ES_LISTS	32

struct es_options {
	bool		 json;
	const char	*trust;		/* directory of roots; NULL: none */
	bool		 need;		/* revocation data, TRY_LATER */
	const char	*list[ES_LISTS];	/* files of them */
	size_t		 nlist;
	enum svc_lang	 lang;
	int64_t		 now;
};

/* Exit statuses that every command shares. */
enum { ES_EXIT_USAGE = 64, ES_EXIT_FAILED = 70 };

int	es_verify_main(int argc, char *argv[]);
int	es_seal_main(int argc, char *argv[]);
int	es_inspect_main(int argc, char *argv[]);
int	es_extend_main(int argc, char *argv[]);
int	es_timestamp_main(int argc, char *argv[]);
int	es_prepare_main(int argc, char *argv[]);

/* Every certificate in the directory's *.pem and *.crt: self-signed ones
 * are believed, others may be used in paths. */
ES_CHECK int	es_trust_load(struct pki_trust **out, const char *dir,
		    struct es_err *err);

/*
 * The lists and answers in DIR (*.crl, *.ocsp; NULL: none) and in files.
 * *out is the caller's, also after a failure.
 */
ES_CHECK int	es_lists_load(struct pki_evidence **out,
		    struct pki_trust *trust, const char *dir,
		    const char *const *file, size_t n, struct es_err *err);

/* "es: message" on standard error. */
void	es_complain(const struct es_err *e);
/* The same, of an option's value; false. */
bool	es_misused(const char *option, const char *value);

/* A message that may begin with the file's name, without that. */
const char *es_said_of(const char *name, const char *msg);

/* 0: there is something to read at "path", and it is no directory. */
ES_CHECK int	es_input_look(const char *path, struct es_err *err);

#endif
