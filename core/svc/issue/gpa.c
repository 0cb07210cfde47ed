/* svc/issue/gpa.c - see gpa.h. */
#include "svc/issue/gpa.h"

enum svc_scale
svc_scale_find(struct es_view name)
{
	if (es_view_eq_str(name, "linear5"))
		return SVC_SCALE_LINEAR5;
	if (es_view_eq_str(name, "quadratic4"))
		return SVC_SCALE_QUADRATIC4;
	return SVC_SCALE_NONE;
}

const char *
svc_scale_top(enum svc_scale s)
{
	return s == SVC_SCALE_LINEAR5 ? "5.0" :
	    s == SVC_SCALE_QUADRATIC4 ? "4.0" : "";
}

int64_t
svc_round(int64_t a, int64_t b)
{
	return (2 * a + b) / (2 * b);
}

int
svc_point(enum svc_scale s, int x)
{
	int64_t	 miss = 1000 - x;	/* tenths below 100 */

	if (x < 600 || x > 1000)
		return 0;
	switch (s) {
	case SVC_SCALE_LINEAR5:
		return x - 500;		/* x/10 - 5 in hundredths, x tenths */
	case SVC_SCALE_QUADRATIC4:
		/* hundredths: 400 - 300 miss^2 / (1600 * 100) */
		return (int)svc_round(400 * 160000 - 300 * miss * miss,
		    160000);
	case SVC_SCALE_NONE:
		break;
	}
	return 0;
}
