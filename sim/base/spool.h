/*
 * spool.h: memory that may lie in an unlinked temporary file, for tables that are written once and
 * read in order: what is given back costs no memory, only the file, and is still there when it is
 * looked at again. In $TMPDIR, or /tmp.
 */
#ifndef CRISIM_SIM_BASE_SPOOL_H
#define CRISIM_SIM_BASE_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

/* {0} is closed. May be moved by assignment. */
struct sim_spool {
    char *bytes; /* NULL = closed */
    size_t size;
    int file;
};

/** `size` > 0 bytes, all 0. @return false when there is no room for such a file: nothing is open */
bool sim_spool_open(struct sim_spool *spool, size_t size);
/**
 * At least `size` bytes, more than there are: the new ones are 0, all of them may lie elsewhere.
 * @return false when there is no room: the spool is as it was
 */
bool sim_spool_grow(struct sim_spool *spool, size_t size);
/**
 * Give back the memory of the whole pages in [from, to): their bytes stay as they are. Pointers
 * into the spool stay valid.
 */
void sim_spool_give_back(const struct sim_spool *spool, size_t from, size_t to);
void sim_spool_close(struct sim_spool *spool);
/** n rounded up to whole pages. */
size_t sim_spool_pages(size_t n);

#endif
