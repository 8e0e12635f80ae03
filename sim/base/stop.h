/*
 * stop.h: has the user asked the program to stop? The one variable of the process: a signal is sent
 * to the whole process, and its handler can reach nothing else.
 *
 * Every loop that can last looks at it at least ten times a second, ends early, and returns
 * SIM_EINTERRUPTED (or NULL, or what it has).
 */
#ifndef CRISIM_SIM_BASE_STOP_H
#define CRISIM_SIM_BASE_STOP_H

#include <signal.h>
#include <stdbool.h>

/** 0, or the number of the signal that asked (SIGHUP, SIGINT, SIGTERM); set by the handler. */
extern volatile sig_atomic_t sim_stop;

static inline bool sim_stopped(void)
{
    return sim_stop != 0;
}

#endif
