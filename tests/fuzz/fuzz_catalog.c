/*
 * fuzz_catalog.c: any bytes as tables of a catalog (files.h; the others are those of `base`).
 * Either there is a finding, or a catalog that answers every question.
 */
#include "scenarios/catalog/catalog.h"
#include "sim/base/assert.h"
#include "sim/base/memory.h"
#include "tests/fuzz/files.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A whole catalog of a few rows: reading the built-in one for each input would cost the time that
 * the tables of the input should have. */
static const struct {
    const char *table, *text;
} base[] = {
    {"sources", "# crisim-catalog sources 1\n"
                "name\tcitation\n"
                "gr\tsome page\n"},
    {"regions",
     "# crisim-catalog regions 1\n"
     "code\tname\tgeography\tpartition\tlat\tlon\tbedrock\topt_in\tsource\tas_of\tmark\tnote\n"
     "eu-a\tA\teu\taws\t1\t2\tyes\tno\tgr\t2026\tseen\t-\n"
     "us-b\tB\tus\taws\t40\t-70\tyes\tno\tgr\t2026\tseen\t-\n"},
    {"models", "# crisim-catalog models 1\n"
               "id\tlabel\tprovider\tburndown_output\tburndown_mark\tburndown_source\tmax_output_"
               "tokens\tmax_output_mark\tmax_output_source\tcache_min_tokens\tcache_min_"
               "mark\tcache_min_source\tlifecycle\tsource\tas_of\tmark\tnote\n"
               "m.x\tX\tm\t5\tseen\tgr\t100\tseen\tgr\t-\tseen\tgr\tactive\tgr\t2026\tseen\t-\n"},
    {"rtt", "# crisim-catalog rtt 1\n"
            "from\tto\trtt_ms\tsource\tas_of\tmark\tnote\n"
            "eu-a\tus-b\t80\tgr\t2026\tseen\t-\n"},
    {"profiles",
     "# crisim-catalog profiles 1\n"
     "id\tprefix\tkind\tmodel\tlifecycle\tsource_region\tdestinations\tsource\tas_of\tmark\tnote\n"
     "eu.m.x\teu\tgeographic\tm.x\tactive\teu-a\teu-a\tgr\t2026\tseen\t-\n"
     "global.m.x\tglobal\tglobal\tm.x\tactive\tus-b\tall-commercial\tgr\t2026\tseen\t-\n"},
    {"in_region", "# crisim-catalog in_region 1\n"
                  "model\tregion\tsource\tas_of\tmark\tnote\n"
                  "m.x\tus-b\tgr\t2026\tseen\t-\n"},
    {"quotas",
     "# crisim-catalog quotas 1\n"
     "model\tscope\tmetric\tregion\tvalue\tadjustable\tquota_code\tsource\tas_of\tmark\tnote\n"
     "*\taccount\taccount-tpd\t*\t700\tno\t-\tgr\t2026\tseen\t-\n"
     "m.x\tin-region\ttpd\t*\t9000\tyes\tL-1\tgr\t2026\tseen\t-\n"},
    {"prices",
     "# crisim-catalog prices 1\n"
     "model\twhere\tmodes\ttier\tinput\toutput\tcache_read\tcache_write_5m\tcache_write_1h\tlong_"
     "above_tokens\tlong_input\tlong_output\tlong_cache_read\tlong_cache_write_5m\tsource\tas_"
     "of\tmark\tnote\n"
     "m.x\tprefix:eu\tgeographic\tstandard\t3\t15\t-\t-\t-\t-\t-\t-\t-\t-\tgr\t2026\tseen\t-\n"},
    {"latency", "# crisim-catalog latency 1\n"
                "pattern\tbase_ttft_ms\tprefill_tokens_per_s\toutput_tokens_per_s\tttft_"
                "sigma\trate_sigma\tsource\tas_of\tmark\tnote\n"
                "*\t500\t10000\t80\t0.2\t0.1\tgr\t2026\tseen\t-\n"},
    {"provisioned", "# crisim-catalog provisioned 1\n"
                    "model\tregion\tcommitment\tusd_per_unit_hour\tsource\tas_of\tmark\tnote\n"
                    "m.x\t*\t1-month\t40\tgr\t2026\tseen\t-\n"},
    {"incidents",
     "# crisim-catalog incidents 1\n"
     "date\tregion\tscope\twhat\tstart_utc\tend_utc\tduration_min\tsource\tas_of\tmark\tnote\n"
     "2026-01-01\teu-a\t-\tdown\t-\t-\t30\tgr\t2026\tseen\t-\n"},
};
enum { N_BASE = sizeof base / sizeof base[0], MAX_TABLES = 11 };

static void check_findings(const struct sim_diag *diag)
{
    for (size_t i = 0; i < diag->n; i++) {
        SIM_ASSERT(diag->findings[i].message[0] != '\0', "a finding has a message");
        SIM_ASSERT(diag->findings[i].line == 0 || diag->findings[i].column > 0,
                   "a finding with a line has a column: %s", diag->findings[i].message);
    }
}

static void ask(const struct catalog *catalog)
{
    uint32_t n = catalog_n_regions(catalog);
    uint32_t *out = sim_zeroed(n + 1, sizeof *out);

    for (uint32_t m = 0; m < catalog_n_models(catalog) && m < 3; m++) {
        const struct catalog_model *model = &catalog_models(catalog)[m];

        for (uint32_t r = 0; r < n && r < 3; r++) {
            const char *prefixes[8];
            size_t found = catalog_geo_prefixes(catalog, model, r, false, prefixes, 8);
            struct catalog_quota_value quota;
            struct catalog_price_found price;

            for (size_t p = 0; p < found && p < 8; p++) {
                const struct catalog_profile *profile =
                    catalog_profile_find(catalog, model, prefixes[p]);

                SIM_ASSERT(profile != NULL, "a prefix has a profile");
                SIM_ASSERT(catalog_destinations(catalog, profile, r, out, NULL) <= n,
                           "no Region is a destination twice");
            }
            for (int metric = 0; metric < CATALOG_N_METRICS; metric++) {
                catalog_quota(catalog, model, r, CATALOG_GLOBAL, (enum catalog_metric)metric,
                              &quota);
                SIM_ASSERT(quota.value >= 0, "a quota is no debt");
            }
            catalog_price(catalog, model, r, CATALOG_GEOGRAPHIC, NULL, NULL, NULL, &price);
            SIM_ASSERT(catalog_rtt_ms(catalog, 0, r, NULL) > 0, "a round trip takes time");
        }
    }
    free(out);
}

static void print_all(const struct catalog *catalog)
{
    size_t n;
    const char *const *names = catalog_table_names(&n);

    for (size_t i = 0; i < n; i++) {
        struct sim_text text = {0};
        struct sim_error err;

        SIM_ASSERT(catalog_list(catalog, &text, names[i], NULL, NULL, (enum catalog_format)(i % 3),
                                &err) == SIM_OK,
                   "a table can be listed");
        sim_text_release(&text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct catalog_text texts[MAX_TABLES + N_BASE];
    struct fuzz_file files[MAX_TABLES];
    struct catalog *catalog = NULL;
    struct sim_diag diag;
    size_t at = 0, n = 0;
    enum sim_status status;

    while (n < MAX_TABLES && fuzz_next_file(data, size, &at, &files[n])) {
        texts[n] = (struct catalog_text){files[n].name, files[n].text, files[n].length};
        n++;
    }
    for (size_t i = 0; i < N_BASE; i++)
        texts[n + i] = (struct catalog_text){base[i].table, base[i].text, strlen(base[i].text)};
    sim_diag_init(&diag);
    status = catalog_open_texts(&catalog, texts, n + N_BASE, &diag);
    SIM_ASSERT((status == SIM_OK) == (diag.n_errors == 0), "a refusal has a finding");
    check_findings(&diag);
    if (status == SIM_OK) {
        ask(catalog);
        if (n > 0)
            print_all(catalog);
    }
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    return 0;
}
