/* audit/main.c - es-audit(8) as a program of its own. */
#include "audit/tool.h"

int
main(int argc, char *argv[])
{
	return audit_main(argc, argv);
}
