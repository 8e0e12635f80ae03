/*
 * fuzz_results.c: any bytes as the files of a results folder (files.h). The manifest's list of
 * files is made here, with the right digests, so that the files are read and not only refused.
 * Either there is a finding, or results that can be written again and read back as the same.
 */
#include "analysis/results/results.h"
#include "sim/base/assert.h"
#include "sim/base/json_out.h"
#include "sim/base/memory.h"
#include "sim/base/stream_in.h"
#include "tests/fuzz/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_FILES = 16 };

struct store {
    struct fuzz_file files[MAX_FILES];
    uint32_t n;
    struct sim_text manifest;
};

static enum sim_status open_file(void *context, const char *name, char **text, size_t *length,
                                 struct sim_error *err)
{
    struct store *store = context;
    const char *from = NULL;

    if (strcmp(name, "manifest.json") == 0) {
        from = store->manifest.data;
        *length = store->manifest.length;
    }
    for (uint32_t i = 0; i < store->n && from == NULL; i++)
        if (strcmp(store->files[i].name, name) == 0) {
            from = store->files[i].text;
            *length = store->files[i].length;
        }
    if (from == NULL)
        return sim_fail(err, SIM_EINPUT, name, "cannot be opened");
    *text = sim_fresh(*length + 1, 1);
    memcpy(*text, from, *length);
    (*text)[*length] = '\0';
    return SIM_OK;
}

/* A manifest that begins as the input says, up to "files", and lists what is there. */
static void make_manifest(struct store *store)
{
    bool begun = false;
    uint32_t listed = 0;

    for (uint32_t i = 0; i < store->n; i++)
        if (strcmp(store->files[i].name, "manifest.json") == 0) {
            sim_text_add_bytes(&store->manifest, store->files[i].text, store->files[i].length);
            begun = true;
        }
    if (!begun)
        sim_text_add(&store->manifest, "{");
    sim_text_add(&store->manifest, "\"files\": [");
    for (uint32_t i = 0; i < store->n; i++) {
        char hex[65];

        /* The manifest does not list itself. */
        if (strcmp(store->files[i].name, "manifest.json") == 0)
            continue;
        sim_sha256_hex(store->files[i].text, store->files[i].length, hex);
        sim_text_addf(&store->manifest, "%s{\"file\": ", listed++ > 0 ? "," : "");
        sim_text_addf(&store->manifest, "\"%s\", \"sha256\": \"%s\"}", store->files[i].name, hex);
    }
    sim_text_add(&store->manifest, "]}");
}

static void check_promises(const struct results *results)
{
    struct sim_text text = {0};

    for (uint32_t a = 0; a < results->n_options; a++) {
        const struct results_option *option = &results->options[a];

        for (uint32_t i = 0; i < option->n_bins; i++) {
            SIM_ASSERT(results_bin_at(option, i).start_s >= 0, "a bin has a start");
            for (uint32_t r = 0; r < option->n_regions; r++)
                SIM_ASSERT(results_served_at(option, i, r) <= option->served[r], "served");
            for (uint32_t l = 0; l < option->n_limits; l++)
                SIM_ASSERT(results_used_at(option, &option->limits[l], i) <= option->limits[l].most,
                           "used");
        }
    }
    results_text(results, &text, 100, 80, true);
    sim_text_clear(&text);
    results_csv(results, &text);
    sim_text_release(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct store store = {.n = 0};
    struct results_source source = {"fuzz", open_file, &store};
    struct results *results = NULL;
    struct sim_diag diag;
    size_t at = 0;
    enum sim_status status;

    while (store.n < MAX_FILES && fuzz_next_file(data, size, &at, &store.files[store.n]))
        if (strpbrk(store.files[store.n].name, "\"\\") == NULL)
            store.n++;
    make_manifest(&store);
    sim_diag_init(&diag);
    status = results_read_from(&results, &source, &diag);
    SIM_ASSERT((status == SIM_OK) == (diag.n_errors == 0), "a refusal has a finding");
    if (status == SIM_OK) {
        check_promises(results);
        results_destroy(results);
    }
    sim_diag_release(&diag);
    sim_text_release(&store.manifest);
    return 0;
}
