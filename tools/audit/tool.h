/* audit/tool.h - es-audit(8), alone and as "es audit"; private. */
#ifndef ES_AUDIT_TOOL_H
#define ES_AUDIT_TOOL_H

/* Exit statuses; es-audit(8) promises them. */
enum { AUDIT_EXIT_GOOD = 0, AUDIT_EXIT_FOUND = 1, AUDIT_EXIT_FAILED = 2 };

/* argv[0] is what the caller typed before the verb. */
int	audit_main(int argc, char *argv[]);

#endif
