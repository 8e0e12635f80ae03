#include "sim/base/file_out.h"

#include "sim/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

enum sim_status sim_file_write(const char *path, const void *bytes, size_t n, struct sim_error *err)
{
    struct sim_text beside = {0};
    enum sim_status status;
    int file;
    int reason = 0;

    sim_text_addf(&beside, "%s.tmp", path);
    file = open(beside.data, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) {
        status = sim_fail(err, SIM_EOUTPUT, path, "cannot be written: %s", strerror(errno));
        sim_text_release(&beside);
        return status;
    }
    status = write_all(file, bytes, n);
    if (status != SIM_OK)
        reason = errno;
    if (status == SIM_OK && fsync(file) != 0 && errno != EINVAL && errno != EROFS) {
        reason = errno;
        status = SIM_EOUTPUT;
    }
    if (close(file) != 0 && status == SIM_OK) {
        reason = errno;
        status = SIM_EOUTPUT;
    }
    if (status == SIM_OK && rename(beside.data, path) != 0) {
        reason = errno;
        status = SIM_EOUTPUT;
    }
    if (status != SIM_OK) {
        unlink(beside.data);
        sim_fail(err, SIM_EOUTPUT, path, "cannot be written: %s", strerror(reason));
    }
    sim_text_release(&beside);
    return status;
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
    char block[65536];
    size_t n;

    if (file == NULL)
        return sim_fail(err, SIM_EINPUT, path, "cannot be opened: %s", strerror(errno));
    if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
        if (file != stdin)
            fclose(file);
        return sim_fail(err, SIM_EINPUT, path, "is a folder");
    }
    while (status == SIM_OK && (n = fread(block, 1, sizeof block, file)) > 0) {
        if (text.length + n > max)
            status = sim_fail(err, SIM_EINPUT, path, "is larger than %zu bytes", max);
        else
            sim_text_add_bytes(&text, block, n);
    }
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
