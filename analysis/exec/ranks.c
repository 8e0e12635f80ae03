#include "analysis/exec/ranks.h"

#include <stdlib.h>

bool exec_ranks_launched(void)
{
    /* What the launchers of Open MPI, MPICH and Slurm set. */
    static const char *const variables[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "PMI_RANK",
                                            "PMIX_RANK"};

    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        if (getenv(variables[i]) != NULL)
            return true;
    return false;
}
