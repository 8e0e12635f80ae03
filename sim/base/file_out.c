#include "sim/base/file_out.h"

#include "sim/base/memory.h"
#include "sim/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_SIZE = 65536 };

static enum sim_status write_all(int file, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t written = write(file, bytes, n);

        if (written < 0) {
            if (errno == EINTR)
                continue;
            return SIM_EOUTPUT;
        }
        bytes += written;
        n -= (size_t)written;
    }
    return SIM_OK;
}

static enum sim_status cannot_write(const char *path, int reason, struct sim_error *err)
{
    return sim_fail(err, SIM_EOUTPUT, path, "cannot be written: %s", strerror(reason));
}

/* Write all blocks to a file that is new; it is closed, and removed again if anything fails. */
static enum sim_status fill(int file, const char *name, const char *path, sim_file_block_fn next,
                            void *context, struct sim_error *err)
{
    enum sim_status status = SIM_OK;
    int reason = 0;
    const char *bytes;
    size_t n;

    for (;;) {
        status = next(context, &bytes, &n, err);
        if (status != SIM_OK || n == 0)
            break;
        status = write_all(file, bytes, n);
        reason = errno;
        if (status != SIM_OK)
            break;
        reason = 0;
    }
    if (status == SIM_OK && fsync(file) != 0 && errno != EINVAL && errno != EROFS)
        reason = errno;
    if (close(file) != 0 && status == SIM_OK && reason == 0)
        reason = errno;
    if (status == SIM_OK && reason == 0)
        return SIM_OK;
    unlink(name);
    return reason != 0 ? cannot_write(path, reason, err) : status;
}

struct whole {
    const char *bytes;
    size_t n;
};

static enum sim_status next_of_whole(void *context, const char **bytes, size_t *n,
                                     struct sim_error *err)
{
    struct whole *whole = context;

    (void)err;
    *bytes = whole->bytes;
    *n = whole->n;
    whole->n = 0;
    return SIM_OK;
}

enum sim_status sim_file_create(const char *path, const void *bytes, size_t n,
                                struct sim_error *err)
{
    struct whole whole = {bytes, n};
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    return file < 0 ? cannot_write(path, errno, err)
                    : fill(file, path, path, next_of_whole, &whole, err);
}

/* A new file beside path, under a name that nobody has: neither a file of the user's nor a link is
 * written to. @return the file, or -1 with errno; name is yours to release */
static int open_beside(const char *path, struct sim_text *name)
{
    int file = -1;

    for (unsigned tries = 0; file < 0 && tries < 1000; tries++) {
        sim_text_clear(name);
        sim_text_addf(name, "%s.tmp-%ld-%u", path, (long)getpid(), tries);
        file = open(name->data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file < 0 && errno != EEXIST)
            break;
    }
    return file;
}

enum sim_status sim_file_write(const char *path, const void *bytes, size_t n, struct sim_error *err)
{
    struct whole whole = {bytes, n};

    return sim_file_write_blocks(path, next_of_whole, &whole, err);
}

enum sim_status sim_file_write_blocks(const char *path, sim_file_block_fn next, void *context,
                                      struct sim_error *err)
{
    struct sim_text beside = {0};
    enum sim_status status;
    int file = open_beside(path, &beside);

    if (file < 0)
        status = cannot_write(path, errno, err);
    else
        status = fill(file, beside.data, path, next, context, err);
    if (status == SIM_OK && rename(beside.data, path) != 0) {
        int reason = errno;

        unlink(beside.data);
        status = cannot_write(path, reason, err);
    }
    sim_text_release(&beside);
    return status;
}

enum sim_status sim_file_check(const char *path, bool force, struct sim_error *err)
{
    struct sim_text beside = {0};
    struct stat info;
    int file;

    if (lstat(path, &info) == 0) {
        if (S_ISLNK(info.st_mode))
            return sim_fail(err, SIM_EOUTPUT, path, "is a symbolic link; name the file itself");
        if (!S_ISREG(info.st_mode))
            return sim_fail(err, SIM_EOUTPUT, path, "exists and is not a regular file");
        if (!force)
            return sim_fail(err, SIM_EOUTPUT, path, "exists; use --force to replace it");
    }
    file = open_beside(path, &beside);
    if (file >= 0) {
        close(file);
        unlink(beside.data);
    }
    sim_text_release(&beside);
    return file < 0 ? cannot_write(path, errno, err) : SIM_OK;
}

int sim_file_unnamed(void)
{
    const char *folder = getenv("TMPDIR");
    struct sim_text name = {0};
    int file;

    if (folder == NULL || folder[0] == '\0')
        folder = "/tmp";
    sim_text_addf(&name, "%s/crisim-XXXXXX", folder);
    file = mkstemp(name.data);
    if (file >= 0) {
        unlink(name.data);
        fcntl(file, F_SETFD, FD_CLOEXEC);
    }
    sim_text_release(&name);
    return file;
}

enum sim_status sim_make_folder(const char *path, struct sim_error *err)
{
    char *partial = sim_strdup(path);
    enum sim_status status = SIM_OK;
    struct stat info;

    for (char *slash = partial + 1; status == SIM_OK && partial[0] != '\0'; slash++) {
        bool last = *slash == '\0';

        if (*slash != '/' && !last)
            continue;
        *slash = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            status =
                sim_fail(err, SIM_EOUTPUT, partial, "folder cannot be made: %s", strerror(errno));
        if (last)
            break;
        *slash = '/';
    }
    if (status == SIM_OK && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)))
        status = sim_fail(err, SIM_EOUTPUT, path, "is not a folder");
    free(partial);
    return status;
}

enum sim_status sim_file_read(const char *path, size_t max, char **out, size_t *length,
                              struct sim_error *err)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    struct sim_text text = {0};
    enum sim_status status = SIM_OK;
    struct stat info;
    size_t n;
    char *block;

    if (file == NULL)
        return sim_fail(err, SIM_EINPUT, path, "cannot be opened: %s",
                        sim_open_reason(path, errno));
    if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
        if (file != stdin)
            fclose(file);
        return sim_fail(err, SIM_EINPUT, path, "is a folder");
    }
    block = sim_fresh(READ_SIZE, 1);
    while (status == SIM_OK && (n = fread(block, 1, READ_SIZE, file)) > 0) {
        if (text.length + n > max)
            status = sim_fail(err, SIM_EINPUT, path, "is larger than %zu bytes", max);
        else
            sim_text_add_bytes(&text, block, n);
    }
    free(block);
    if (status == SIM_OK && ferror(file))
        status = sim_fail(err, SIM_EINPUT, path, "cannot be read: %s", strerror(errno));
    if (file != stdin)
        fclose(file);
    if (status != SIM_OK) {
        sim_text_release(&text);
        return status;
    }
    *length = text.length;
    *out = sim_text_take(&text);
    return SIM_OK;
}
