/*
 * ranks.h: the processes of one mpirun, the door to MPI. Rank 0 speaks: it reads, collects and
 * writes; the others only do jobs. Without MPI (-DCRISIM_MPI=ON builds it in), or when not started
 * by mpirun, there is one process, rank 0.
 */
#ifndef CRISIM_ANALYSIS_EXEC_RANKS_H
#define CRISIM_ANALYSIS_EXEC_RANKS_H

#include "sim/base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Was this process started by mpirun? Its standard output is then not the user's terminal. */
bool exec_ranks_launched(void);
/**
 * Join the other processes, if there are any. Once, from the main thread.
 * @return SIM_EUSAGE when mpirun started several processes of a program built without MPI: each
 *         would do all the work and write the same files
 */
enum sim_status exec_ranks_start(struct sim_error *err);
/** Leave them. Afterwards this is a single process, of the same rank. Waits for all. */
void exec_ranks_finish(void);

uint32_t exec_rank(void);
uint32_t exec_n_ranks(void);
/** Processes of the same mpirun on this machine: at least 1. */
uint32_t exec_n_ranks_here(void);
/** Rank 0's value, in every process. Waits for all. */
int exec_ranks_share(int value);
/**
 * Rank 0's bytes, in every process: lent by rank 0, a copy to free() in the others (NULL for none).
 * Waits for all.
 */
void exec_ranks_share_bytes(void **bytes, size_t *n);

#endif
