/* fuzz_conf - any bytes as a configuration file. */
#include "base/limits.h"
#include "sys/conf.h"

int	LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	struct es_err	 e = ES_ERR_INIT;
	struct conf	*cf = NULL;
	const char	*s;
	int64_t		 i = 0;

	if (conf_parse(&cf, es_view(p, n), "f.conf", &e) < 0) {
		if (cf != NULL || e.code == ES_E_NONE)
			__builtin_trap();
		return 0;
	}
	if (conf_need(cf, "a", &s, NULL) == 0 && *s == '\0')
		__builtin_trap();
	if (conf_int(cf, "n", -5, 5, 0, &i, NULL) == 0 && (i < -5 || i > 5))
		__builtin_trap();
	(void)!conf_unknown(cf, &e);
	conf_free(cf);
	return 0;
}
