#include "sim/base/assert.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* Where an assertion speaks of; each thread runs one replication at a time. */
static _Thread_local const struct sim_assert_context *context;
static void (*_Atomic failure_hook)(void);

void sim_assert_set_context(const struct sim_assert_context *ctx)
{
    context = ctx;
}

void sim_assert_set_hook(void (*hook)(void))
{
    atomic_store(&failure_hook, hook);
}

_Noreturn void sim_assert_end(int code, const char *advice)
{
    void (*hook)(void) = atomic_exchange(&failure_hook, (void (*)(void))NULL);

    char place[256];

    /* Little stack may be left (sim_out_of_memory()). */
    if (context != NULL) {
        snprintf(place, sizeof place,
                 " (option '%.100s', simulated time %.9f s, seed %" PRIu64
                 ", replication %" PRIu32 ")",
                 context->option != NULL ? context->option : "", sim_time_to_s(*context->now),
                 context->seed, context->replication);
        fputs(place, stderr);
    }
    fputs("\n", stderr);
    fputs(advice, stderr);
    if (hook != NULL)
        hook();
    fflush(NULL);
    _Exit(code);
}

_Noreturn void sim_assert_failed(const char *file, int line, const char *condition,
                                 const char *format, ...)
{
    va_list arguments;

    fprintf(stderr, "crisim: internal error: %s:%d: %s: ", file, line, condition);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    sim_assert_end(6, "this is a fault of crisim, not of your input; please report it\n");
}
