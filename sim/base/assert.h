/*
 * assert.h: our own bugs. SIM_ASSERT stays on in release builds; it prints simulated time and seed
 * of the run on this thread, lets the program save what is finished, and exits with 6.
 */
#ifndef CRISIM_SIM_BASE_ASSERT_H
#define CRISIM_SIM_BASE_ASSERT_H

#include "sim/base/time.h"

#include <stdint.h>

/* What the running replication points the message at; one per thread, set by the run loop. */
struct sim_assert_context {
    const sim_time *now;
    uint64_t seed;
    uint32_t replication;
    const char *option;
};

/** Set (or with NULL clear) the context of this thread. ctx must live until it is cleared. */
void sim_assert_set_context(const struct sim_assert_context *ctx);
/** Called once on the first failed assertion, before exit(6); set by the program at start. */
void sim_assert_set_hook(void (*hook)(void));

/**
 * The end of a message on stderr that cannot be handed up: adds where the run of this thread is,
 * and the advice (whole lines, or ""); lets the program save what is finished, and exits with
 * `code`.
 */
_Noreturn void sim_assert_end(int code, const char *advice);

_Noreturn void sim_assert_failed(const char *file, int line, const char *condition,
                                 const char *format, ...) __attribute__((format(printf, 4, 5)));

#define SIM_ASSERT(condition, ...)                                                                 \
    do {                                                                                           \
        if (__builtin_expect(!(condition), 0))                                                     \
            sim_assert_failed(__FILE__, __LINE__, #condition, __VA_ARGS__);                        \
    } while (0)

#endif
