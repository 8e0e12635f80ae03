#include "scenarios/plan/files.h"

#include "sim/base/arena.h"
#include "sim/base/sort.h"

#include <dirent.h>
#include <string.h>

void plan_add_files_like(const char *path, struct sim_text *text)
{
    enum { MOST_FILES = 1000 };
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    struct sim_arena arena = {0};
    const char **names = sim_arena_alloc(&arena, MOST_FILES * sizeof *names);
    char *folder = slash != NULL ? sim_arena_printf(&arena, "%.*s/", (int)(slash - path), path)
                                 : sim_arena_strdup(&arena, ".");
    DIR *dir = opendir(folder);
    size_t n = 0;

    for (struct dirent *entry; dir != NULL && n < MOST_FILES && (entry = readdir(dir)) != NULL;)
        if (entry->d_name[0] != '.')
            names[n++] = sim_arena_strdup(&arena, entry->d_name);
    if (dir != NULL)
        closedir(dir);
    /* The order of a folder is its own. */
    sim_sort(names, n, sizeof *names, sim_by_word);
    if (sim_nearest_name(name, names, n) != NULL)
        sim_text_add_candidates(text, name, names, n);
    sim_arena_release(&arena);
}
