#include "analysis/study/size_form.h"

#include "scenarios/plan/names.h"
#include "sim/base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *size_limit_word(const struct size_limit *limit)
{
    switch (limit->limit) {
    case CRI_LIMIT_RPM:
        return "RPM";
    case CRI_LIMIT_TPM:
        return limit->apart ? "input TPM" : "TPM";
    case CRI_LIMIT_TPD:
        return "TPD";
    case CRI_LIMIT_ACCOUNT_TPD:
        return "account TPD";
    case CRI_LIMIT_OUTPUT:
        return "output TPM";
    case CRI_LIMIT_UNITS:
    case CRI_N_LIMITS:
        break;
    }
    return "";
}

/* Whether the option's quotas are of several models; of several kinds. */
static void look_at_others(const struct sizes *sizes, const struct size_limit *limit, bool *models,
                           bool *kinds)
{
    const struct size_option *option = &sizes->options[limit->option];

    *models = *kinds = false;
    for (uint32_t i = 0; i < option->n_limits; i++) {
        const struct size_limit *other = &sizes->limits[option->first_limit + i];

        if (other->quota == CRI_NONE)
            continue;
        *models = *models || strcmp(other->model, limit->model) != 0;
        *kinds = *kinds || strcmp(other->kind, limit->kind) != 0;
    }
}

const char *size_quota_word(const struct sizes *sizes, const struct size_limit *limit, bool brief,
                            struct sim_arena *arena)
{
    bool models, kinds, kind;

    look_at_others(sizes, limit, &models, &kinds);
    models = models && limit->quota != CRI_NONE;
    kind = limit->quota != CRI_NONE && (kinds || !brief);
    return sim_arena_printf(arena, "%s%s%s%s%s%s%s", limit->region, kind ? " " : "",
                            kind ? limit->kind : "", models ? " " : "", models ? limit->model : "",
                            limit->account_name[0] != '\0' ? " of account " : "",
                            limit->account_name);
}

static const char *grouped(struct sim_arena *arena, double amount)
{
    char number[32];

    sim_format_grouped((int64_t)llround(amount), number, sizeof number);
    return sim_arena_strdup(arena, number);
}

/* ---- the fields ---- */

/* As the console names it; the patterns are those of the provider's quota lists. */
static const char *name_of(const struct size_limit *limit, const struct catalog_model *model,
                           struct sim_arena *arena)
{
    enum catalog_scope scope = plan_scope_of(limit->mode);
    const char *what = limit->limit == CRI_LIMIT_RPM ? "requests" : "tokens";
    const char *of;

    if (limit->limit == CRI_LIMIT_ACCOUNT_TPD)
        return "Cross-Model Max Tokens Per Day";
    if (limit->apart || model == NULL)
        return NULL;
    of = strncmp(model->label, model->provider, strlen(model->provider)) == 0
             ? model->label
             : sim_arena_printf(arena, "%s %s", model->provider, model->label);
    if (limit->by_day && scope != CATALOG_GLOBAL)
        return sim_arena_printf(
            arena, "Model invocation max tokens per day for %s (doubled for cross-region calls)",
            of);
    return sim_arena_printf(arena, "%s model inference %s per %s for %s",
                            scope == CATALOG_GLOBAL       ? "Global cross-region"
                            : scope == CATALOG_GEOGRAPHIC ? "Cross-region"
                                                          : "On-demand",
                            what, limit->by_day ? "day" : "minute", of);
}

static void look_up(const struct catalog *catalog, const struct size_limit *limit,
                    const struct catalog_model *model, struct size_form *form)
{
    static const enum catalog_metric metrics[] = {[CRI_LIMIT_RPM] = CATALOG_RPM,
                                                  [CRI_LIMIT_TPM] = CATALOG_TPM,
                                                  [CRI_LIMIT_TPD] = CATALOG_TPD,
                                                  [CRI_LIMIT_ACCOUNT_TPD] = CATALOG_ACCOUNT_TPD};
    uint32_t region = catalog_region_find(catalog, limit->region);
    bool account = limit->limit == CRI_LIMIT_ACCOUNT_TPD;
    struct catalog_quota_value found;

    form->code = "";
    form->of = "";
    form->standard = CRI_NO_LIMIT;
    if (region == CATALOG_NONE || (model == NULL && !account))
        return;
    if (limit->apart) {
        const struct catalog_endpoint_quota *row =
            catalog_endpoint_quota(catalog, model, region, CATALOG_MANTLE);

        form->known = row != NULL;
        if (row != NULL) {
            form->standard = limit->limit == CRI_LIMIT_OUTPUT ? row->output_tpm : row->input_tpm;
            form->of = row->origin.source;
        }
        return;
    }
    catalog_quota(catalog, account ? NULL : model, region,
                  account ? CATALOG_ACCOUNT : plan_scope_of(limit->mode), metrics[limit->limit],
                  &found);
    form->known = found.kind == CATALOG_QUOTA_VALUE;
    if (!form->known)
        return;
    form->standard = found.value;
    form->code = found.code;
    form->adjustable = found.adjustable;
    form->of = found.rule[0] != '\0' ? found.rule : found.origin.source;
}

/* The worst rule and situation, for the justification. */
static const char *worst_of(const struct sizes *sizes, const struct size_limit *limit,
                            struct sim_arena *arena)
{
    int64_t most = -1;
    int worst = 0;
    uint32_t in = 0;
    const char *lost;

    for (int rule = 0; rule < CRI_N_REFILLS; rule++) {
        uint32_t situation;
        int64_t needed = size_needed(sizes, limit, rule, LEAST_HOLDS, &situation);

        if (needed > most) {
            most = needed;
            worst = rule;
            in = situation;
        }
    }
    lost = sizes->options[limit->option].situations[in].lost;
    return sim_arena_printf(arena, "%s if it comes back by a %s%s%s", grouped(arena, (double)most),
                            cri_refill_name((enum cri_refill)worst),
                            lost != NULL ? " and calls are moved from the lost Region " : "",
                            lost != NULL ? lost : "");
}

static const char *justify(const struct sizes *sizes, const struct study *study,
                           const struct size_limit *limit, struct sim_arena *arena)
{
    const char *what = limit->limit == CRI_LIMIT_RPM ? "requests" : "quota tokens";
    const char *busiest = "";

    if (!isnan(limit->busiest))
        busiest =
            sim_arena_printf(arena, "Our busiest minute asks for %s %s (largest of %u run%s: %s). ",
                             grouped(arena, limit->busiest), what, sizes->n_replications,
                             sizes->n_replications == 1 ? "" : "s", grouped(arena, limit->largest));
    return sim_arena_printf(
        arena,
        "%sSimulated from %s: with at most %.4g %% of the calls answered 429, max_tokens reserved "
        "at admission and the rest given back at the end of a call, this limit has to be %s; "
        "checked together with our other limits.",
        busiest, study->plan->traffic_text, 100 * sizes->target, worst_of(sizes, limit, arena));
}

void size_form(const struct sizes *sizes, const struct study *study, const struct size_limit *limit,
               struct sim_arena *arena, struct size_form *form)
{
    const struct catalog *catalog = study->plan->catalog;
    const struct catalog_model *model = catalog_model_find(catalog, limit->model);

    *form = (struct size_form){.value = limit->amount};
    look_up(catalog, limit, model, form);
    form->quota_name = name_of(limit, model, arena);
    form->doubled =
        limit->limit == CRI_LIMIT_TPD && plan_scope_of(limit->mode) == CATALOG_GEOGRAPHIC;
    if (form->doubled)
        form->value = (limit->amount + 1) / 2;
    form->enough = limit->stated >= limit->amount;
    form->justification = justify(sizes, study, limit, arena);
}

/* ---- as text ---- */

static void add_head(struct sim_text *out, const struct sizes *sizes, const char *mark)
{
    if (sizes->n_options > 1)
        sim_text_addf(out,
                      "%s %u options: each has quotas of its own. Use one of them; --option NAME "
                      "leaves one.\n",
                      mark, sizes->n_options);
}

static void add_option(struct sim_text *out, const struct sizes *sizes, uint32_t o,
                       const char *mark)
{
    sim_text_addf(out, "%s%s Option %s", out->length > 0 ? "\n" : "", mark, sizes->options[o].name);
    if (!sizes->options[o].holds)
        sim_text_add(out, " (more calls are answered 429 than asked, even so)");
    sim_text_add(out, "\n");
}

static bool is_asked_for(const struct size_limit *limit)
{
    return !limit->too_short && limit->amount > 0;
}

const char *size_fields(const struct sizes *sizes, const struct study *study,
                        struct sim_arena *arena)
{
    struct sim_text out = {0};
    const char *kept;

    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];
        struct size_form form;

        if (i == sizes->options[limit->option].first_limit)
            add_option(&out, sizes, limit->option, "#");
        if (!is_asked_for(limit))
            continue;
        size_form(sizes, study, limit, arena, &form);
        sim_text_addf(&out, "\nService:          Amazon Bedrock (bedrock)\n");
        sim_text_addf(&out, "Region:           %s%s%s\n", limit->region,
                      limit->account_name[0] != '\0' ? ", account " : "", limit->account_name);
        sim_text_addf(&out, "Quota name:       %s\n",
                      form.quota_name != NULL ? form.quota_name
                                              : "not known: its list has no name for this limit");
        sim_text_addf(&out, "Quota code:       %s\n",
                      form.code[0] != '\0' ? form.code : "not in the catalog");
        sim_text_addf(&out, "Current default:  %s%s%s%s\n",
                      form.known ? grouped(arena, (double)form.standard) : "not in the catalog",
                      form.of[0] != '\0' ? " (" : "", form.of, form.of[0] != '\0' ? ")" : "");
        sim_text_addf(&out, "In force:         %s\n", grouped(arena, (double)limit->stated));
        sim_text_addf(&out, "Requested value:  %s%s%s\n", grouped(arena, (double)form.value),
                      form.doubled ? " (counts twice across Regions)" : "",
                      form.enough ? "; what is in force is enough, nothing to request" : "");
        sim_text_addf(&out, "Adjustable:       %s\n",
                      form.adjustable ? "yes"
                      : form.known    ? "not by the form: through support or the account team"
                                      : "not known");
        sim_text_addf(&out, "Justification:    %s\n", form.justification);
    }
    kept = sim_arena_strdup(arena, out.data != NULL ? out.data : "");
    sim_text_release(&out);
    return kept;
}

/* What is said above a command or a resource. */
static void add_comment(struct sim_text *out, const struct sizes *sizes,
                        const struct size_limit *limit, const struct size_form *form,
                        struct sim_arena *arena)
{
    sim_text_addf(out, "\n# %s: %s of %s", size_quota_word(sizes, limit, false, arena),
                  size_limit_word(limit),
                  form->quota_name != NULL ? form->quota_name : limit->model);
    sim_text_addf(out, "\n# needed %s, in force %s\n", grouped(arena, (double)limit->amount),
                  grouped(arena, (double)limit->stated));
    if (form->enough)
        sim_text_add(out, "# in force is enough: nothing to request\n");
    else if (form->known && !form->adjustable)
        sim_text_add(out, "# not adjustable by Service Quotas: ask support or the account team\n");
}

/* Nothing is invented: without a code there is a way to find it, or the plain word. */
static void add_no_code(struct sim_text *out, const struct size_limit *limit,
                        const struct size_form *form)
{
    sim_text_add(out, "# its quota code is not in the catalog");
    if (form->quota_name != NULL)
        sim_text_addf(
            out,
            "; look it up:\n#   aws service-quotas list-aws-default-service-quotas "
            "--service-code bedrock --region %s \\\n#     --query \"Quotas[?QuotaName=='%s']"
            ".QuotaCode\" --output text",
            limit->region, form->quota_name);
    sim_text_add(out, "\n");
}

static bool can_request(const struct size_form *form)
{
    return !form->enough && form->code[0] != '\0' && form->adjustable;
}

/* What is said of a limit before what requests it. @return whether anything can */
static bool add_limit(struct sim_text *out, const struct sizes *sizes, const struct study *study,
                      const struct size_limit *limit, struct sim_arena *arena,
                      struct size_form *form)
{
    if (limit == &sizes->limits[sizes->options[limit->option].first_limit])
        add_option(out, sizes, limit->option, "#");
    if (!is_asked_for(limit))
        return false;
    size_form(sizes, study, limit, arena, form);
    add_comment(out, sizes, limit, form, arena);
    if (!form->enough && form->code[0] == '\0')
        add_no_code(out, limit, form);
    return can_request(form);
}

const char *size_commands(const struct sizes *sizes, const struct study *study,
                          struct sim_arena *arena)
{
    struct sim_text out = {0};
    const char *kept;

    sim_text_add(&out, "#!/bin/sh\n");
    add_head(&out, sizes, "#");
    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];
        struct size_form form;

        if (!add_limit(&out, sizes, study, limit, arena, &form))
            continue;
        if (limit->account_name[0] != '\0')
            sim_text_addf(&out, "# with the credentials of account %s\n", limit->account_name);
        sim_text_addf(&out,
                      "%saws service-quotas request-service-quota-increase --service-code bedrock "
                      "--region %s --quota-code %s --desired-value %" PRId64 "\n",
                      sizes->n_options > 1 ? "# " : "", limit->region, form.code, form.value);
    }
    kept = sim_arena_strdup(arena, out.data);
    sim_text_release(&out);
    return kept;
}

/* Letters, digits and '_', as names in Terraform are. */
static const char *identifier(struct sim_arena *arena, const char *name)
{
    char *id = sim_arena_strdup(arena, name);

    for (char *c = id; *c != '\0'; c++)
        *c = isalnum((unsigned char)*c) ? (char)tolower((unsigned char)*c) : '_';
    return id;
}

static const char *alias_of(const struct size_limit *limit, struct sim_arena *arena)
{
    return identifier(arena, sim_arena_printf(arena, "%s%s%s", limit->region,
                                              limit->account_name[0] != '\0' ? "_" : "",
                                              limit->account_name));
}

/* A provider for each Region and account, once. */
static void add_providers(struct sim_text *out, const struct sizes *sizes,
                          const struct study *study, struct sim_arena *arena)
{
    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];
        const char *alias = alias_of(limit, arena);
        struct size_form form;
        bool before = false;

        if (!is_asked_for(limit))
            continue;
        size_form(sizes, study, limit, arena, &form);
        if (!can_request(&form))
            continue;
        for (uint32_t k = 0; k < i; k++) {
            struct size_form other;

            if (!is_asked_for(&sizes->limits[k]) ||
                strcmp(alias_of(&sizes->limits[k], arena), alias) != 0)
                continue;
            size_form(sizes, study, &sizes->limits[k], arena, &other);
            before = before || can_request(&other);
        }
        if (!before)
            sim_text_addf(out, "\nprovider \"aws\" {\n  alias  = \"%s\"\n  region = \"%s\"\n}\n",
                          alias, limit->region);
    }
}

static void add_resource(struct sim_text *out, const struct sizes *sizes,
                         const struct size_limit *limit, const struct size_form *form,
                         struct sim_arena *arena)
{
    const char *mark = sizes->n_options > 1 ? "# " : "";

    sim_text_addf(out, "%sresource \"aws_servicequotas_service_quota\" \"%s\" {\n", mark,
                  identifier(arena, sim_arena_printf(arena, "%s_%s_%s_%s_%s",
                                                     sizes->options[limit->option].name,
                                                     limit->model, alias_of(limit, arena),
                                                     limit->kind, cri_limit_name(limit->limit))));
    sim_text_addf(out, "%s  provider     = aws.%s\n", mark, alias_of(limit, arena));
    sim_text_addf(out, "%s  service_code = \"bedrock\"\n", mark);
    sim_text_addf(out, "%s  quota_code   = \"%s\"\n", mark, form->code);
    sim_text_addf(out, "%s  value        = %" PRId64 "\n%s}\n", mark, form->value, mark);
}

const char *size_terraform(const struct sizes *sizes, const struct study *study,
                           struct sim_arena *arena)
{
    struct sim_text out = {0};
    const char *kept;

    sim_text_add(&out, "# Quotas as sized by crisim; a value below what is in force is an error of "
                       "the provider.\n");
    add_head(&out, sizes, "#");
    add_providers(&out, sizes, study, arena);
    for (uint32_t i = 0; i < sizes->n_limits; i++) {
        const struct size_limit *limit = &sizes->limits[i];
        struct size_form form;

        if (add_limit(&out, sizes, study, limit, arena, &form))
            add_resource(&out, sizes, limit, &form, arena);
    }
    kept = sim_arena_strdup(arena, out.data);
    sim_text_release(&out);
    return kept;
}
