#include "analysis/cli/folders.h"

#include "analysis/cli/cli.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders inside `folder` that hold results, by name; ", " between. */
static void add_results_in(const char *folder, struct sim_text *text)
{
    enum { MOST_FOLDERS = 1000 };
    struct sim_arena arena = {0};
    const char **names = sim_arena_alloc(&arena, MOST_FOLDERS * sizeof *names);
    DIR *dir = opendir(folder);
    uint32_t n = 0;

    for (struct dirent *entry; dir != NULL && n < MOST_FOLDERS && (entry = readdir(dir)) != NULL;) {
        const char *name = strcmp(folder, ".") == 0
                               ? sim_arena_strdup(&arena, entry->d_name)
                               : sim_arena_printf(&arena, "%s/%s", folder, entry->d_name);
        uint32_t at = n;

        if (entry->d_name[0] == '.' ||
            access(sim_arena_printf(&arena, "%s/manifest.json", name), F_OK) != 0)
            continue;
        for (; at > 0 && strcmp(names[at - 1], name) > 0; at--)
            names[at] = names[at - 1];
        names[at] = name;
        n++;
    }
    if (dir != NULL)
        closedir(dir);
    for (uint32_t i = 0; i < n && i < SIM_FEW_NAMES; i++)
        sim_text_addf(text, "%s'%s'", i > 0 ? ", " : "", names[i]);
    sim_arena_release(&arena);
}

/* A folder without a manifest: where results are, or how they are made. @return whether it is so */
static bool refuse_folder(const char *folder)
{
    struct sim_arena arena = {0};
    struct sim_text near = {0};
    struct sim_error err;
    struct stat there;
    bool is_there = stat(folder, &there) == 0;

    if (access(sim_arena_printf(&arena, "%s/manifest.json", folder), F_OK) == 0) {
        sim_arena_release(&arena);
        return false;
    }
    add_results_in(is_there && S_ISDIR(there.st_mode) ? folder : ".", &near);
    sim_fail(&err, SIM_EINPUT, folder, "%s%s%s",
             !is_there                 ? "there is no such folder"
             : !S_ISDIR(there.st_mode) ? "is no folder; results are a folder"
                                       : "holds no results: there is no manifest.json",
             near.length > 0 ? "; there are results in "
                             : "; `crisim compare SCENARIO --out DIR` makes some",
             near.length > 0 ? near.data : "");
    cli_fail(&err);
    sim_text_release(&near);
    sim_arena_release(&arena);
    return true;
}

int cli_open_results(const char *folder, struct results **results)
{
    struct sim_diag diag;
    enum sim_status status;

    *results = NULL;
    if (refuse_folder(folder))
        return sim_status_exit_code(SIM_EINPUT);
    sim_diag_init(&diag);
    status = results_read(results, folder, &diag);
    if (status != SIM_OK)
        cli_print_findings(&diag);
    sim_diag_release(&diag);
    return status == SIM_OK ? 0 : sim_status_exit_code(status);
}
