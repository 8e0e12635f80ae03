#include "analysis/results/jobs.h"

#include "sim/base/text.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool results_jobs_is_file(const char *name)
{
    const char *rest = name + strspn(name, "0123456789abcdef");
    size_t number;

    if (rest - name != RESULTS_JOB_DIGITS || *rest != '-')
        return false;
    number = strspn(++rest, "0123456789");
    if (number == 0 || number > 10 || strncmp(rest + number, ".job", 4) != 0)
        return false;
    rest += number + 4;
    if (strncmp(rest, ".tmp-", 5) == 0)
        rest += 5 + strspn(rest + 5, "0123456789");
    return *rest == '\0';
}

bool results_jobs_is_folder(const char *path)
{
    DIR *list;
    struct dirent *entry;
    struct stat info;
    bool only = true;

    if (lstat(path, &info) != 0 || !S_ISDIR(info.st_mode) || (list = opendir(path)) == NULL)
        return false;
    while (only && (entry = readdir(list)) != NULL)
        only = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
               results_jobs_is_file(entry->d_name);
    closedir(list);
    return only;
}

void results_jobs_remove(const char *path)
{
    DIR *list = opendir(path);
    struct dirent *entry;

    while (list != NULL && (entry = readdir(list)) != NULL) {
        struct sim_text file = {0};

        sim_text_addf(&file, "%s/%s", path, entry->d_name);
        if (results_jobs_is_file(entry->d_name))
            unlink(file.data);
        sim_text_release(&file);
    }
    if (list != NULL)
        closedir(list);
    rmdir(path);
}
