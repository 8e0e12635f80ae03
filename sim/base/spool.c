#include "sim/base/spool.h"

#include "sim/base/assert.h"
#include "sim/base/file_out.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t sim_spool_pages(size_t n)
{
    return (n + page_size() - 1) / page_size() * page_size();
}

bool sim_spool_open(struct sim_spool *spool, size_t size)
{
    void *bytes;

    *spool = (struct sim_spool){.file = sim_file_unnamed()};
    if (spool->file < 0)
        return false;
    size = sim_spool_pages(size);
    /* Reserved, so that a full disk is met here and not as a signal in the middle of a run. */
    if (posix_fallocate(spool->file, 0, (off_t)size) != 0) {
        close(spool->file);
        return false;
    }
    bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, spool->file, 0);
    if (bytes == MAP_FAILED) {
        close(spool->file);
        return false;
    }
    spool->bytes = bytes;
    spool->size = size;
    return true;
}

bool sim_spool_grow(struct sim_spool *spool, size_t size)
{
    void *bytes;

    size = sim_spool_pages(size);
    if (posix_fallocate(spool->file, (off_t)spool->size, (off_t)(size - spool->size)) != 0)
        return false;
    bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, spool->file, 0);
    if (bytes == MAP_FAILED)
        return false;
    munmap(spool->bytes, spool->size);
    spool->bytes = bytes;
    spool->size = size;
    return true;
}

void sim_spool_give_back(const struct sim_spool *spool, size_t from, size_t to)
{
    size_t first = sim_spool_pages(from);
    size_t end = to / page_size() * page_size();
    void *same;

    if (spool->bytes == NULL || first >= end)
        return;
    SIM_ASSERT(end <= spool->size, "bytes %zu to %zu of a spool of %zu", first, end, spool->size);
    /* Mapped anew, at the same place: the pages are the file's, none is in use. */
    same = mmap(spool->bytes + first, end - first, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
                spool->file, (off_t)first);
    SIM_ASSERT(same == spool->bytes + first, "a spool cannot be mapped again");
}

void sim_spool_close(struct sim_spool *spool)
{
    if (spool->bytes == NULL)
        return;
    munmap(spool->bytes, spool->size);
    close(spool->file);
    *spool = (struct sim_spool){0};
}
