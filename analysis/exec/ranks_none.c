/*
 * ranks_none.c: one process.
 */
#ifndef CRISIM_MPI
#include "analysis/exec/pool.h"
#include "analysis/exec/ranks.h"

#include <stdlib.h>

/* What the launchers of Open MPI, MPICH and Slurm set. */
static const char *const size_variables[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS"};

enum sim_status exec_ranks_start(struct sim_error *err)
{
    for (size_t i = 0; i < sizeof size_variables / sizeof size_variables[0]; i++) {
        const char *value = getenv(size_variables[i]);

        if (value != NULL && strtol(value, NULL, 10) > 1)
            return sim_fail(err, SIM_EUSAGE, NULL,
                            "mpirun started %s processes, but this crisim is built without MPI "
                            "(cmake -DCRISIM_MPI=ON builds it in)",
                            value);
    }
    return SIM_OK;
}

void exec_ranks_finish(void)
{
}

uint32_t exec_rank(void)
{
    return 0;
}

uint32_t exec_n_ranks(void)
{
    return 1;
}

uint32_t exec_n_ranks_here(void)
{
    return 1;
}

int exec_ranks_share(int value)
{
    return value;
}

void exec_ranks_share_bytes(void **bytes, size_t *n)
{
    (void)bytes;
    (void)n;
}

struct ranks_host *ranks_host_open(struct exec_pool *pool)
{
    (void)pool;
    return NULL;
}

bool ranks_host_poll(struct ranks_host *host)
{
    (void)host;
    return false;
}

bool ranks_host_over(const struct ranks_host *host)
{
    (void)host;
    return true;
}

void ranks_host_close(struct ranks_host *host)
{
    (void)host;
}

enum sim_status ranks_serve(const struct exec_work *work, struct sim_error *err)
{
    (void)work;
    return sim_fail(err, SIM_EUSAGE, NULL, "there is no other process");
}
#else
typedef int ranks_none_is_not_built;
#endif
