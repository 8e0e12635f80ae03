/*
 * policy_hide.c: values of policies as they may be shown to anybody.
 */
#include "scenarios/import/policy.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum { ACCOUNT_DIGITS = 12, ARN_PARTS = 6, SERVICE_PART = 2, ACCOUNT_PART = 4 };

/* Copies n bytes, a run of 12 digits or more as "<account>". */
static void add_without_accounts(const char *bytes, size_t n, struct sim_text *out)
{
    for (size_t i = 0; i < n;) {
        size_t digits = 0;

        while (i + digits < n && isdigit((unsigned char)bytes[i + digits]))
            digits++;
        if (digits >= ACCOUNT_DIGITS)
            sim_text_add(out, "<account>");
        else
            sim_text_add_bytes(out, bytes + i, digits > 0 ? digits : 1);
        i += digits > 0 ? digits : 1;
    }
}

static bool begins(const char *at, const char *word)
{
    return strncmp(at, word, strlen(word)) == 0;
}

/* Only wildcards, or nothing. */
static bool is_open(const char *at)
{
    return at[strspn(at, "*?/:")] == '\0';
}

/* The sixth part of an ARN. Models and profiles of the system are AWS's names, others the user's.
 */
static void add_resource(const char *service, const char *resource, struct sim_text *out)
{
    const char *slash = strchr(resource, '/');

    if (is_open(resource) ||
        (begins(service, "bedrock") &&
         (begins(resource, "foundation-model/") || begins(resource, "inference-profile/")))) {
        add_without_accounts(resource, strlen(resource), out);
        return;
    }
    /* "role/x": what kind of thing it is. A bucket's name stands there without. */
    if (slash != NULL &&
        (begins(service, "iam:") || begins(service, "sts:") || begins(service, "bedrock"))) {
        sim_text_add_bytes(out, resource, (size_t)(slash - resource) + 1);
        resource = slash + 1;
    }
    sim_text_add(out, is_open(resource) ? resource : "<name>");
}

static void add_arn(const char *arn, struct sim_text *out)
{
    const char *service = arn, *at = arn;
    int part = 0;

    for (; *at != '\0' && part < ARN_PARTS - 1; at++) {
        size_t n = strcspn(at, ":");

        if (part == SERVICE_PART)
            service = at;
        if (part == ACCOUNT_PART && n > 0 && !is_open(at) && !begins(at, "aws:") && at[0] != '*')
            sim_text_add(out, "<account>");
        else
            add_without_accounts(at, n, out);
        at += n;
        part++;
        if (*at == '\0')
            return;
        sim_text_add(out, ":");
    }
    add_resource(service, at, out);
}

/* Keys whose values are AWS's words, not the user's. */
static bool is_public(const char *key)
{
    static const char *const keys[] = {"aws:RequestedRegion",       "bedrock:InferenceProfileArn",
                                       "aws:SecureTransport",       "aws:ViaAWSService",
                                       "aws:PrincipalIsAWSService", "aws:MultiFactorAuthPresent",
                                       "aws:PrincipalType",         "aws:CalledVia",
                                       "bedrock:ServiceTier",       "bedrock-mantle:Model"};

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (strcasecmp(key, keys[i]) == 0)
            return true;
    return false;
}

void import_policy_hide(const char *string, const char *key, struct sim_text *out)
{
    if (begins(string, "arn:"))
        add_arn(string, out);
    else if (is_open(string) || strcasecmp(string, "true") == 0 || strcasecmp(string, "false") == 0)
        sim_text_add(out, string);
    else if (key == NULL || is_public(key))
        add_without_accounts(string, strlen(string), out);
    else
        sim_text_add(out, "<value>");
}

void import_policy_hide_sid(const char *sid, struct sim_text *out)
{
    struct sim_text visible = {0};

    sim_text_add_visible(&visible, sid);
    if (visible.data != NULL)
        add_without_accounts(visible.data, visible.length, out);
    sim_text_release(&visible);
}

void import_policy_hide_key(const char *key, struct sim_text *out)
{
    const char *slash = strchr(key, '/');
    struct sim_text shown = {0};

    if (slash == NULL) {
        sim_text_add_visible(out, key);
        return;
    }
    sim_text_add_bytes(&shown, key, (size_t)(slash - key) + 1);
    sim_text_add(&shown, "<name>");
    sim_text_add_visible(out, shown.data);
    sim_text_release(&shown);
}
