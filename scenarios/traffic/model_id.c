#include "scenarios/traffic/model_id.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char *trace_called_word(enum trace_called called)
{
    static const char *const words[] = {
#define X(name, word) word,
        TRACE_CALLED_LIST(X)
#undef X
    };

    return words[called];
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

bool trace_is_region(const char *text, uint32_t length)
{
    uint32_t dashes = 0;

    if (length < 8 || length >= TRACE_REGION_SIZE || !is_lower(text[0]) ||
        !is_digit(text[length - 1]) || text[length - 2] != '-')
        return false;
    for (uint32_t i = 0; i < length; i++) {
        if (!is_lower(text[i]) && !is_digit(text[i]) && text[i] != '-')
            return false;
        dashes += text[i] == '-';
    }
    return dashes == 2 || dashes == 3;
}

/* What an id is made of; others may hold anything. */
static bool is_id(const char *text, size_t length)
{
    if (length == 0 || length >= TRACE_MODEL_SIZE)
        return false;
    for (size_t i = 0; i < length; i++)
        if (!is_lower(text[i]) && !is_digit(text[i]) && (text[i] < 'A' || text[i] > 'Z') &&
            strchr(".-_:", text[i]) == NULL)
            return false;
    return memchr(text, '.', length) != NULL;
}

/* Areas of profiles: two letters, of which no vendor's name consists, or one of these. */
static bool is_prefix(const char *text, size_t length)
{
    static const char *const longer[] = {"apac", "global", "us-gov"};

    if (length == 2)
        return is_lower(text[0]) && is_lower(text[1]);
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
        if (strlen(longer[i]) == length && memcmp(text, longer[i], length) == 0)
            return true;
    return false;
}

static bool read_id(const char *text, size_t length, struct trace_model_id *id)
{
    const char *dot;

    if (!is_id(text, length))
        return false;
    dot = memchr(text, '.', length);
    id->called = TRACE_CALLED_MODEL;
    if (is_prefix(text, (size_t)(dot - text)) &&
        is_id(dot + 1, length - (size_t)(dot + 1 - text))) {
        snprintf(id->prefix, sizeof id->prefix, "%.*s", (int)(dot - text), text);
        id->called =
            strcmp(id->prefix, "global") == 0 ? TRACE_CALLED_GLOBAL : TRACE_CALLED_GEOGRAPHIC;
        length -= (size_t)(dot + 1 - text);
        text = dot + 1;
    }
    snprintf(id->model, sizeof id->model, "%.*s", (int)length, text);
    return true;
}

/* The part up to the next ':', or the rest. */
static const char *take_part(const char **at, const char *end, size_t *length)
{
    const char *part = *at;
    const char *colon = memchr(part, ':', (size_t)(end - part));

    *length = (size_t)((colon != NULL ? colon : end) - part);
    *at = colon != NULL ? colon + 1 : end;
    return part;
}

/* What stands behind the fifth colon: "kind/id". */
static bool read_resource(const char *text, size_t length, struct trace_model_id *id)
{
    static const struct {
        const char *kind;
        enum trace_called called;
    } kinds[] = {
        {"foundation-model/", TRACE_CALLED_MODEL},
        {"inference-profile/", TRACE_CALLED_GEOGRAPHIC},
        {"application-inference-profile/", TRACE_CALLED_APPLICATION},
        {"provisioned-model/", TRACE_CALLED_PROVISIONED},
        {"custom-model/", TRACE_CALLED_CUSTOM},
        {"custom-model-deployment/", TRACE_CALLED_CUSTOM},
        {"imported-model/", TRACE_CALLED_CUSTOM},
        {"default-prompt-router/", TRACE_CALLED_ROUTER},
        {"prompt-router/", TRACE_CALLED_ROUTER},
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t n = strlen(kinds[i].kind);

        if (length <= n || memcmp(text, kinds[i].kind, n) != 0)
            continue;
        if (kinds[i].called == TRACE_CALLED_MODEL || kinds[i].called == TRACE_CALLED_GEOGRAPHIC)
            return read_id(text + n, length - n, id);
        id->called = kinds[i].called;
        return true;
    }
    return false;
}

bool trace_model_id_read(const char *text, uint32_t length, struct trace_model_id *id)
{
    const char *at = text;
    const char *end = text + length;
    const char *part;
    size_t n;

    *id = (struct trace_model_id){.called = TRACE_CALLED_OTHER};
    if (length < 4 || memcmp(text, "arn:", 4) != 0)
        return read_id(text, length, id);
    for (int i = 0; i < 3; i++) /* arn, partition, service */
        part = take_part(&at, end, &n);
    part = take_part(&at, end, &n);
    if (trace_is_region(part, (uint32_t)n))
        snprintf(id->region, sizeof id->region, "%.*s", (int)n, part);
    part = take_part(&at, end, &n); /* account */
    (void)part;
    return read_resource(at, (size_t)(end - at), id);
}
