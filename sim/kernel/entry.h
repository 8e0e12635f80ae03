/*
 * entry.h: what the event lists hold: 16 bytes, the key and the payload.
 */
#ifndef CRISIM_SIM_KERNEL_ENTRY_H
#define CRISIM_SIM_KERNEL_ENTRY_H

#include <stdint.h>

#define SIM_KEY_NEVER INT64_MAX

struct sim_entry {
    int64_t key;      /* time << 4 | rank */
    uint64_t payload; /* type:8 | epoch:24 | index:32 */
};

#endif
