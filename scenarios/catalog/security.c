#include "scenarios/catalog/security.h"

#define GUIDE "Bedrock User Guide, "

static const struct catalog_security rows[] = {
    {"in transit", true, "prompts and answers between Regions are encrypted, on AWS's own network",
     NULL, GUIDE "geographic cross-Region inference"},
    {"at rest", false, "data is stored in the source Region (",
     "); what is kept for abuse detection may be stored at the destination",
     GUIDE "geographic cross-Region inference"},
    {"logs", false,
     "CloudTrail, CloudWatch and the invocation log are written in the source Region (",
     "), wherever a call is served", GUIDE "cross-Region inference"},
    {"Regions", true,
     "no destination Region needs to be enabled in the account, and a disabled opt-in Region "
     "blocks "
     "none",
     NULL, GUIDE "cross-Region inference"},
};

const struct catalog_security *catalog_security(uint32_t *n)
{
    *n = sizeof rows / sizeof rows[0];
    return rows;
}

const char *catalog_security_text(const struct catalog_security *row, const char *sources,
                                  struct sim_arena *arena)
{
    return row->after == NULL ? row->before
                              : sim_arena_printf(arena, "%s%s%s", row->before, sources, row->after);
}
