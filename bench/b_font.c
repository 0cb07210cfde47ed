/*
 * b_font REGULAR.pack BOLD.pack - microseconds for both subsets of a
 * transcript (about 320 glyphs), warm and cold, sizes, resident memory.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/utf8.h"
#include "font/font.h"

static const char text[] =
    "示例大学研究生成绩单姓名学号院系专业类"
    "别入学毕业年月日课程编号称分绩点必修选"
    "公共基础实践合格优秀良好中等及不通过平"
    "均总计备注打印期教务处盖章页第第证明兹"
    "高级数据结构与算法操作系统原理计算机网"
    "络人工智能导论自然语言理解矩阵最化方法"
    "随机过程英口写作马克思主义现当代科技革"
    "命政治理论外国学术规范文献阅读报告论开"
    "题答辩物理材料化学反应器传热量子力固体"
    "电光半导微纳加制造设计工程项目管经济金"
    "融投资市场营销会法律民商事诉讼历史哲古"
    "典诗词音乐美影视艺体育健康心卫生临床医"
    "药护理农林水土环境保护气候遥感测绘地图"
    "信息安全密码区块链云并行分布式存储编译"
    "，。、：；（）《》·—"
    "0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "abcdefghijklmnopqrstuvwxyz.,:;()/-+%&";
static const char heads[] =
    "示例大学研究生成绩单课程名称学分成绩学期姓名"
    "学号院系专业总平均教务处0123456789"
    "Transcript of Academic Record Course Credit Grade Term Name GPA";

static double
now(void)
{
	struct timespec	ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (double)ts.tv_sec * 1e6 + (double)ts.tv_nsec / 1e3;
}

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "b_font: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

static struct font *
map(const char *path)
{
	struct es_err	 err = ES_ERR_INIT;
	struct font	*f;
	struct stat	 st;
	void		*p;
	double		 t;
	int		 fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &st) < 0 || (p = mmap(NULL,
	    (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
		fail(path, "cannot be read");
	(void)close(fd);
	t = now();
	if (font_open(&f, es_view(p, (size_t)st.st_size), &err) < 0)
		fail(path, err.msg);
	printf("open  %-12s %8.1f us\n", font_name(f), now() - t);
	return f;
}

static size_t
subset(const struct font *f, const char *s, struct es_buf *out, size_t *raw)
{
	struct es_err		 err = ES_ERR_INIT;
	struct font_subset	*sub;
	size_t			 at = 0, n;
	uint32_t		 cp;

	es_buf_reset(out);
	if (font_subset_new(&sub, f, &err) < 0)
		fail(font_name(f), err.msg);
	while (es_utf8_next(es_view_str(s), &at, &cp) > 0)
		if (font_subset_add(sub, cp, &err) < 0)
			fail(font_name(f), err.msg);
	if (font_subset_finish(sub, &err) < 0 ||
	    font_subset_write(sub, FONT_ZLIB, out, raw, &err) < 0)
		fail(font_name(f), err.msg);
	n = font_subset_count(sub);
	font_subset_free(sub);
	return n;
}

static long
resident_kib(void)
{
	long	 size = 0, rss = 0;
	FILE	*fp = fopen("/proc/self/statm", "r");

	if (fp == NULL || fscanf(fp, "%ld %ld", &size, &rss) != 2)
		rss = 0;
	if (fp != NULL)
		(void)fclose(fp);
	return rss * (sysconf(_SC_PAGESIZE) / 1024);
}

int
main(int argc, char *argv[])
{
	struct es_buf	 out;
	struct font	*a, *b;
	size_t		 i, n, m, raw, zraw, runs = 5000, za;
	double		 t, best = 1e18, all;
	long		 before = resident_kib();

	if (argc != 3)
		fail("usage", "b_font REGULAR.pack BOLD.pack");
	es_buf_init(&out, ES_LIMIT_DOC_BYTES);
	a = map(argv[1]);
	b = map(argv[2]);
	printf("resident after opening  %ld KiB\n", resident_kib() - before);
	t = now();
	n = subset(a, text, &out, &raw);
	za = out.n;
	m = subset(b, heads, &out, &zraw);
	printf("first pair              %8.1f us\n", now() - t);
	printf("glyphs %zu + %zu, raw %zu + %zu, zlib %zu + %zu bytes\n", n, m,
	    raw, zraw, za, out.n);
	printf("resident after the pair %ld KiB\n", resident_kib() - before);
	all = now();
	for (i = 0; i < runs; i++) {
		t = now();
		(void)subset(a, text, &out, &raw);
		(void)subset(b, heads, &out, &raw);
		t = now() - t;
		best = t < best ? t : best;
	}
	all = now() - all;
	printf("warm pair               %8.1f us mean, %.1f best\n",
	    all / (double)runs, best);
	es_buf_clear(&out);
	font_close(a);
	font_close(b);
	return EXIT_SUCCESS;
}
