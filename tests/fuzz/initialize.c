/*
 * initialize.c: what every fuzz program does first. A failed assertion of the project exits with a
 * code of its own, which a fuzzer takes for a normal end; under fuzzing it must abort, so that the
 * input is kept as an artefact.
 */
#include "sim/base/assert.h"

#include <stdlib.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    sim_assert_set_hook(abort);
    return 0;
}
