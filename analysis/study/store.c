/*
 * store.c: see store.h. A file is lines of text, an empty one, and the bytes of a codec:
 *
 *   crisim-job 1
 *   scenario <sha256> ... (a line for each part of struct probe)
 *   point <sha256>
 *   replication <number>
 *   bytes <number> <their sha256>
 */
#include "analysis/study/store.h"

#include "analysis/results/jobs.h"
#include "sim/base/file_out.h"
#include "sim/base/memory.h"
#include "sim/base/sort.h"
#include "sim/base/stream_in.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_HEAD  ((size_t)1024)    /* bytes before those of the codec */
#define MOST_BYTES ((size_t)1 << 32) /* of a file */

struct found {
    char point[65];
    uint32_t replication;
};

struct store {
    char *folder;
    struct probe probe;
    struct found *found;
    uint32_t n_found, room;
    pthread_mutex_t lock; /* of all below */
    bool made;            /* the folder is there */
    uint32_t n_saved;
};

/* What a file says of itself. */
struct head {
    struct probe probe;
    char point[65];
    uint32_t replication;
    uint64_t n_bytes;
    char sha256[65];
    size_t length;
};

static void name_of(const struct store *store, const char *point, uint32_t replication,
                    struct sim_text *path)
{
    sim_text_addf(path, "%s/%.*s-%" PRIu32 ".job", store->folder, RESULTS_JOB_DIGITS, point,
                  replication);
}

/* ---- the head of a file ---- */

static void write_head(const struct store *store, const char *point, uint32_t replication,
                       const struct sim_codec *codec, struct sim_text *text)
{
    char hex[65];

    sim_text_addf(text, "%s %d\n", STORE_FORMAT, STORE_VERSION);
#define X(name, words) sim_text_addf(text, #name " %s\n", store->probe.name);
    PROBE_LIST(X)
#undef X
    sim_text_addf(text, "point %s\nreplication %" PRIu32 "\n", point, replication);
    sim_sha256_hex(codec->data, codec->n, hex);
    sim_text_addf(text, "bytes %zu %s\n\n", codec->n, hex);
}

/* 64 hex digits and the end of the line. */
static bool read_hex(const char **at, char hex[65])
{
    if (strspn(*at, "0123456789abcdef") != 64 || (*at)[64] != '\n')
        return false;
    memcpy(hex, *at, 64);
    hex[64] = '\0';
    *at += 65;
    return true;
}

static bool read_word(const char **at, const char *word)
{
    size_t n = strlen(word);

    if (strncmp(*at, word, n) != 0 || (*at)[n] != ' ')
        return false;
    *at += n + 1;
    return true;
}

/* A number and what stands behind it. */
static bool read_number(const char **at, uint64_t most, char behind, uint64_t *number)
{
    size_t digits = strspn(*at, "0123456789");
    int64_t value;

    if (digits == 0 || !sim_parse_int64(*at, digits, &value) || (uint64_t)value > most ||
        (*at)[digits] != behind)
        return false;
    *number = (uint64_t)value;
    *at += digits + 1;
    return true;
}

/* @param text  NUL-terminated, at least the head of the file */
static bool read_head(const char *text, struct head *head)
{
    const char *at = text;
    uint64_t version, replication;

    if (!read_word(&at, STORE_FORMAT) || !read_number(&at, UINT32_MAX, '\n', &version) ||
        version != STORE_VERSION)
        return false;
#define X(name, words)                                                                             \
    if (!read_word(&at, #name) || !read_hex(&at, head->probe.name))                                \
        return false;
    PROBE_LIST(X)
#undef X
    if (!read_word(&at, "point") || !read_hex(&at, head->point) || !read_word(&at, "replication") ||
        !read_number(&at, UINT32_MAX, '\n', &replication) || !read_word(&at, "bytes") ||
        !read_number(&at, MOST_BYTES, ' ', &head->n_bytes) || !read_hex(&at, head->sha256) ||
        *at != '\n')
        return false;
    head->replication = (uint32_t)replication;
    head->length = (size_t)(at + 1 - text);
    return true;
}

static bool look_at(const char *path, struct head *head)
{
    char text[MOST_HEAD + 1];
    int file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    ssize_t n = file >= 0 ? read(file, text, MOST_HEAD) : -1;

    if (file >= 0)
        close(file);
    if (n <= 0)
        return false;
    text[n] = '\0';
    return read_head(text, head);
}

/* ---- what is there ---- */

static void note(struct store *store, const struct head *head)
{
    store->found = sim_with_room(store->found, store->n_found, &store->room, sizeof *store->found);
    store->found[store->n_found].replication = head->replication;
    memcpy(store->found[store->n_found++].point, head->point, sizeof head->point);
}

static int by_point(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    int order = strcmp(x->point, y->point);

    return order != 0 ? order
                      : (x->replication > y->replication) - (x->replication < y->replication);
}

/* Why replications that were found are of no use. */
struct unlike {
    uint32_t n;
#define X(name, text) bool name;
    PROBE_LIST(X)
#undef X
    bool unreadable;
};

static bool is_like(const struct store *store, const struct head *head, struct unlike *unlike)
{
    bool like = true;

#define X(name, text)                                                                              \
    if (strcmp(store->probe.name, head->probe.name) != 0) {                                        \
        unlike->name = true;                                                                       \
        like = false;                                                                              \
    }
    PROBE_LIST(X)
#undef X
    return like;
}

static void say_unlike(const struct store *store, const struct unlike *unlike,
                       struct sim_text *said)
{
    const char *between = ": they are of ";

    sim_text_addf(said, "%s: %u finished replications cannot be used", store->folder, unlike->n);
#define X(name, text)                                                                              \
    if (unlike->name) {                                                                            \
        sim_text_addf(said, "%s%s", between, text);                                                \
        between = ", ";                                                                            \
    }
    PROBE_LIST(X)
#undef X
    if (unlike->unreadable)
        sim_text_addf(said, "%sanother version, or damaged", between);
    sim_text_add(said, "; what they hold is run anew\n");
}

struct store *store_open(const char *folder, const struct probe *probe, bool resume,
                         struct sim_text *said)
{
    struct store *store = sim_zeroed(1, sizeof *store);
    struct unlike unlike = {0};
    DIR *list = opendir(folder);
    struct dirent *entry;
    uint32_t n_files = 0;

    store->folder = sim_strdup(folder);
    store->probe = *probe;
    pthread_mutex_init(&store->lock, NULL);
    store->made = list != NULL;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        struct sim_text path = {0};
        struct head head;

        if (!results_jobs_is_file(entry->d_name))
            continue;
        sim_text_addf(&path, "%s/%s", folder, entry->d_name);
        if (strstr(entry->d_name, ".tmp-") != NULL) {
            unlink(path.data); /* of a process that is no more: the folder is this one's */
        } else {
            n_files++;
            if (!look_at(path.data, &head)) {
                unlike.n++;
                unlike.unreadable = true;
            } else if (!is_like(store, &head, &unlike)) {
                unlike.n++;
            } else if (resume) {
                note(store, &head);
            }
        }
        sim_text_release(&path);
    }
    if (list != NULL)
        closedir(list);
    sim_sort(store->found, store->n_found, sizeof *store->found, by_point);
    if (!resume && n_files > 0)
        sim_text_addf(said,
                      "%s holds %u finished replications of a run that did not end; without "
                      "--resume all are run anew\n",
                      folder, n_files);
    if (resume && unlike.n > 0)
        say_unlike(store, &unlike, said);
    if (store->n_found > 0)
        sim_text_addf(said, "%s: going on after %u finished replications\n", folder,
                      store->n_found);
    if (resume && store->n_found == 0 && unlike.n == 0)
        sim_text_addf(said, "%s holds no finished replications; all are run\n", folder);
    return store;
}

bool store_has(const struct store *store, const char *point, uint32_t replication)
{
    struct found key = {.replication = replication};

    if (store->n_found == 0)
        return false;
    snprintf(key.point, sizeof key.point, "%s", point);
    return sim_search(&key, store->found, store->n_found, sizeof key, by_point) != NULL;
}

bool store_load(struct store *store, const char *point, uint32_t replication, void **bytes,
                struct sim_codec *codec, struct sim_text *said)
{
    struct sim_text path = {0};
    struct head head;
    char *text = NULL;
    size_t length = 0;
    char hex[65];
    bool good;

    name_of(store, point, replication, &path);
    good = sim_file_read(path.data, MOST_BYTES, &text, &length, NULL) == SIM_OK &&
           read_head(text, &head) && strcmp(head.point, point) == 0 &&
           head.replication == replication && length - head.length == head.n_bytes;
    if (good) {
        sim_sha256_hex(text + head.length, (size_t)head.n_bytes, hex);
        good = strcmp(hex, head.sha256) == 0;
    }
    if (good) {
        *bytes = text;
        *codec = sim_codec_read(text + head.length, (size_t)head.n_bytes);
    } else {
        sim_text_addf(said, "%s is damaged; its replication is run anew\n", path.data);
        free(text);
    }
    sim_text_release(&path);
    return good;
}

uint32_t store_n_found(const struct store *store)
{
    return store->n_found;
}

/* ---- what is added ---- */

/* Without fsync(): a process that is killed loses nothing that it has written, and after a loss of
 * power the digest tells what has come to the disk. */
static int write_file(const char *path, const struct sim_text *head, const struct sim_codec *codec)
{
    struct sim_text beside = {0};
    const struct {
        const void *bytes;
        size_t n;
    } parts[] = {{head->data, head->length}, {codec->data, codec->n}};
    int reason = 0, file;

    sim_text_addf(&beside, "%s.tmp-%ld", path, (long)getpid());
    file = open(beside.data, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (file < 0)
        reason = errno;
    for (int i = 0; i < 2 && reason == 0; i++) {
        const char *bytes = parts[i].bytes;

        for (size_t at = 0; at < parts[i].n && reason == 0;) {
            ssize_t n = write(file, bytes + at, parts[i].n - at);

            if (n < 0 && errno != EINTR)
                reason = errno;
            else if (n > 0)
                at += (size_t)n;
        }
    }
    if (file >= 0 && close(file) != 0 && reason == 0)
        reason = errno;
    if (reason == 0 && rename(beside.data, path) != 0)
        reason = errno;
    if (reason != 0 && file >= 0)
        unlink(beside.data);
    sim_text_release(&beside);
    return reason;
}

enum sim_status store_save(struct store *store, const char *point, uint32_t replication,
                           const struct sim_codec *codec, struct sim_error *err)
{
    struct sim_text path = {0}, head = {0};
    enum sim_status status = SIM_OK;
    uint32_t kept;
    int reason;

    pthread_mutex_lock(&store->lock);
    if (!store->made)
        status = sim_make_folder(store->folder, err);
    store->made = status == SIM_OK;
    pthread_mutex_unlock(&store->lock);
    if (status != SIM_OK)
        return status;
    name_of(store, point, replication, &path);
    write_head(store, point, replication, codec, &head);
    reason = write_file(path.data, &head, codec);
    pthread_mutex_lock(&store->lock);
    store->n_saved += reason == 0;
    kept = store->n_found + store->n_saved;
    pthread_mutex_unlock(&store->lock);
    if (reason != 0 && kept > 0)
        status = sim_fail(err, SIM_EOUTPUT, path.data,
                          "cannot be written: %s; %u finished replications are kept in %s: give "
                          "--resume where there is room, here or in a copy of the folder",
                          strerror(reason), kept, store->folder);
    else if (reason != 0)
        status = sim_fail(err, SIM_EOUTPUT, path.data, "cannot be written: %s", strerror(reason));
    sim_text_release(&path);
    sim_text_release(&head);
    return status;
}

/* ---- the end ---- */

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    /* Made for a first replication that did not come. */
    if (store->made && store->n_saved == 0)
        rmdir(store->folder);
    pthread_mutex_destroy(&store->lock);
    free(store->found);
    free(store->folder);
    free(store);
}
