/*
 * svc/issue/gpa.h - grade points, in whole numbers only.
 *
 * Grades and credits come in tenths, points in hundredths (half up).
 */
#ifndef ES_SVC_GPA_H
#define ES_SVC_GPA_H

#include "base/view.h"

enum svc_scale {
	SVC_SCALE_NONE = 0,
	SVC_SCALE_LINEAR5,	/* x / 10 - 5 from 60, else 0 */
	SVC_SCALE_QUADRATIC4	/* 4 - 3 (100 - x)^2 / 1600 from 60, else 0 */
};

enum svc_scale	svc_scale_find(struct es_view name);
/* "5.0", "4.0"; "" for none. */
const char	*svc_scale_top(enum svc_scale s);
/* Point of a percentage grade (tenths) in hundredths. */
int		 svc_point(enum svc_scale s, int grade_tenths);
/* a / b rounded half up; b > 0. */
int64_t		 svc_round(int64_t a, int64_t b);

#endif
