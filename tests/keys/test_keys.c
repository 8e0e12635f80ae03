/*
 * Every scenario key does what it says. For each key there is a row: overrides of option a and of
 * option b that differ in that key alone, and the effect: which number of the results changes and
 * how, by its value where that can be had by hand (the calm world below). Keys that reach the
 * verdict alone, or the options themselves, have rows of their own (judged). Keys without a row are
 * named, so a new key cannot come in silent, and so are those of which only is shown that they
 * change something. Single quotes stand for double ones.
 */
#include "analysis/study/study_list.h"
#include "scenarios/read/schema.h"
#include "sim/base/file_out.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *key; /* object.key, as the schema names them */
    const char *a, *b;
    /* "metric >" or "<" of b against a; "metric = v" of b; "metric * v", "metric + v" of b over a,
     * b less a; "metric ~ v" as *, within 5 %; "!" not allowed in b, "?" in a alone. NULL: some
     * number or series differs. */
    const char *effect;
};

#define GEO  "'classes':{'chat':{'mode':'geographic'}}"
#define GLOB "'classes':{'chat':{'mode':'global'}}"
/* A second class like the first. */
#define JOB                                                                                        \
    "'classes':{'chat':{'mode':'geographic'},'job':{'traffic':'calls',"                            \
    "'model':'anthropic.claude-sonnet-4-6','source_region':'eu-west-2','max_tokens':800,"          \
    "'mode':'geographic'}}"
#define BIG                                                                                        \
    "'quotas':{'all':{'requests_per_min':'unlimited','tokens_per_min':'unlimited','tokens_per_"    \
    "day':'unlimited'}}"
#define UNLIM "'capacity':{'all':{'kind':'unlimited','slots':null,'queue':null}}"
#define PREFIX                                                                                     \
    "'traffic':{'calls':{'trace':'keys.csv'}},'cache':{'simulate':true,'minimum_tokens':100}"
#define MADE    "'generator':'poisson','trace':null,'duration_s':300"
#define DIURNAL "'generator':'diurnal','trace':null,'duration_s':300,'period_s':300"
#define OUT(...)                                                                                   \
    "'outages':{'o':{'start_s':100,'duration_s':120,'regions':['eu-west-2']," __VA_ARGS__ "}}"
#define DRAWN(...)                                                                                 \
    "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2','eu-west-1','eu-west-3']"        \
    "," __VA_ARGS__ "}}"
#define SHARED "'capacity':{'all':{'kind':'shared','slots':null,'queue':null,"
#define UNITS(units, each, usd, ...)                                                               \
    "'classes':{'chat':{'mode':'provisioned'}},'provisioned':{'u':{'source_region':'eu-west-2',"   \
    "'model':'anthropic.claude-sonnet-4-6','units':" units ",'tokens_per_min_per_unit':" each      \
    ",'usd_per_unit_hour':" usd __VA_ARGS__ "}}"
#define PRICED(...) "'prices':{'p':{'input_usd_per_mtok':2,'output_usd_per_mtok':9" __VA_ARGS__ "}}"
#define BATCH(...)                                                                                 \
    "'classes':{'chat':{'tier':'batch','batch_min_records':1,'batch_window_s':100" __VA_ARGS__ "}" \
    "}"

/*
 * The calm world: ten calls 0.1 s apart of 1,000 tokens in and 10, 20 ... 100 out; no noise, no
 * limit, no repetition. With 500 ms, 10,000 and 100 tokens/s: TTFT 0.6 s, E2E of the i-th 0.59 +
 * 0.1 i s. With 10 and 100 USD per million tokens: 0.01 + 0.001 i USD, 0.155 in all, 15.5 per
 * 1,000.
 */
#define TEN "'traffic':{'calls':{'trace':'ten.csv'}},'clients':{'default':{'retry':'none'}}"
#define SERVED(base, prefill, output)                                                              \
    "'models':{'m':{'base_ttft_ms':" base ",'prefill_tokens_per_s':" prefill                       \
    ",'output_tokens_per_s':" output ",'ttft_sigma':0,'rate_sigma':0}}"
#define STEADY SERVED("500", "10000", "100")
#define COSTS(input, output)                                                                       \
    "'prices':{'p':{'input_usd_per_mtok':" input ",'output_usd_per_mtok':" output "}}"
#define CALM TEN "," BIG "," UNLIM "," STEADY
#define LIMITS(rpm, tpm, tpd)                                                                      \
    TEN "," UNLIM "," STEADY ",'quotas':{'all':{'requests_per_min':" rpm ",'tokens_per_min':" tpm  \
        ",'tokens_per_day':" tpd "}}"
#define NONE "'unlimited'"
#define APART(more, input, output)                                                                 \
    UNLIM                                                                                          \
    ",'classes':{'chat':{'model':'anthropic.claude-opus-4-7','source_region':'us-east-1'" more     \
    "}},'quotas':{'all':{'requests_per_min':'unlimited','tokens_per_min':'unlimited',"             \
    "'input_tokens_per_min':" input ",'output_tokens_per_min':" output "}}"
#define MANTLE(input, output) APART(",'endpoint':'mantle'", input, output)
#define WAITS(...)                                                                                 \
    "'traffic':{'calls':{'trace':'ten.csv'}}," BIG "," UNLIM "," STEADY                            \
    ",'clients':{'default':{'retry':'none'," __VA_ARGS__ "}}"
#define ROOM(...) TEN "," BIG "," STEADY ",'capacity':{'all':{'kind':'slots'," __VA_ARGS__ "}}"
#define LOST(start, duration, ...)                                                                 \
    CALM ",'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':" start         \
         ",'duration_s':" duration __VA_ARGS__ "}}"

#define TEN_OF(...)                                                                                \
    BIG "," UNLIM "," STEADY ",'clients':{'default':{'retry':'none'}},'traffic':{'calls':{"        \
        "'trace':'ten.csv'" __VA_ARGS__ "}}"
#define FLOW(shape, more)                                                                          \
    BIG "," UNLIM ",'traffic':{'calls':{'generator':" shape                                        \
        ",'trace':null,'rate_per_s':5,'duration_s':300" more "}}"
#define DAY ",'period_s':300"
#define OUT_FROM_0(...)                                                                            \
    "'outages':{'o':{'start_s':0,'duration_s':9,'regions':['eu-west-2'],'kind':" __VA_ARGS__ "}}"
#define BROKEN(...)                                                                                \
    "'traffic':{'calls':{'trace':'ten.csv'}}," BIG "," UNLIM "," STEADY                            \
    ",'clients':{'default':{'retry':'standard','retry_quota':0" __VA_ARGS__ "}},'outages':{'o':{"  \
    "'kind':'serving-loss','regions':['eu-west-2'],'start_s':0.85,'duration_s':0.1}}"

/* A model with tiers; two classes of one trace that share room. */
#define HAS(...) "'models':{'m':{'tiers':[" __VA_ARGS__ "]}}"
#define MEET(tier)                                                                                 \
    SHARED "'calls':1}}," HAS(                                                                     \
        "'priority','flex'") ",'classes':{'chat':{'tier':'" tier                                   \
                             "'},'job':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6',"  \
                             "'source_region':'eu-west-2','max_tokens':800}}"
#define QUICK(tier)                                                                                \
    TEN "," BIG "," UNLIM ",'models':{'m':{'base_ttft_ms':500,'prefill_tokens_per_s':10000,"       \
        "'output_tokens_per_s':100,'ttft_sigma':0,'rate_sigma':0,'tiers':['" tier "']}},"          \
        "'classes':{'chat':{'tier':'" tier "'}}"

#define HELD_AT(region, model, ...)                                                                \
    TEN "," BIG "," UNLIM ",'models':{'m':{'tiers':['reserved']}},"                                \
        "'classes':{'chat':{'tier':'reserved'}},'reserved':{'r':{'source_region':'" region         \
        "','model':'" model "','input_tokens_per_min':" __VA_ARGS__ "}}"
#define HELD(input, output, in_usd, out_usd, ...)                                                  \
    HELD_AT("eu-west-2", "anthropic.claude-sonnet-4-6",                                            \
            input ",'output_tokens_per_min':" output ",'usd_per_1k_input_tpm_month':" in_usd       \
                  ",'usd_per_1k_output_tpm_month':" out_usd __VA_ARGS__)

static const struct row rows[] = {
    {"traffic.trace", "", "'traffic':{'calls':{'trace':'keys.csv','loops':2}}", "offered * 2"},
    {"traffic.generator", "'traffic':{'calls':{" MADE "}}", "'traffic':{'calls':{" DIURNAL "}}",
     NULL},
    {"traffic.rate_per_s", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'rate_per_s':2}}", "offered >"},
    {"traffic.duration_s", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{'generator':'poisson','trace':null,'duration_s':200}}", "offered <"},
    {"traffic.peak_to_mean", "'traffic':{'calls':{" DIURNAL "}}",
     "'traffic':{'calls':{" DIURNAL ",'peak_to_mean':1.9}}", NULL},
    {"traffic.peak_at_s", "'traffic':{'calls':{" DIURNAL "}}",
     "'traffic':{'calls':{" DIURNAL ",'peak_at_s':50}}", NULL},
    {"traffic.period_s", "'traffic':{'calls':{" DIURNAL "}}",
     "'traffic':{'calls':{'generator':'diurnal','trace':null,'duration_s':300,'period_s':170}}",
     NULL},
    {"traffic.input_p50", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'input_p50':700}}", "cost-total <"},
    {"traffic.input_p99", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'input_p99':3000}}", "cost-total <"},
    {"traffic.output_p50", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'output_p50':100}}", "e2e-mean <"},
    {"traffic.output_p99", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'output_p99':500}}", "e2e-mean <"},
    {"traffic.input_max", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'input_max':900}}", "cost-total <"},
    {"traffic.output_max", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'output_max':90}}", "e2e-mean <"},
    {"traffic.scale", "", "'traffic':{'calls':{'scale':2}}", "offered * 2"},
    {"traffic.warp", "", "'traffic':{'calls':{'warp':2}}", NULL},
    {"traffic.loops", "", "'traffic':{'calls':{'loops':2}}", "offered * 2"},
    {"traffic.start_s", "", "'traffic':{'calls':{'start_s':100}}", "tokens-per-min <"},
    {"traffic.unsorted", "",
     "'traffic':{'calls':{'trace':'unsorted.csv','unsorted':'sort','scale':2}}", "offered * 2"},
    {"traffic.unsorted", "", "!'traffic':{'calls':{'trace':'unsorted.csv'}}", NULL},
    {"traffic.skip_bad_rows", "",
     "'traffic':{'calls':{'trace':'bad-row.csv','skip_bad_rows':true}}", "offered + -1"},
    {"traffic.skip_bad_rows", "", "!'traffic':{'calls':{'trace':'bad-row.csv'}}", NULL},
    {"traffic.failed_rows", "'traffic':{'calls':{'trace':'failed.csv'}}",
     "'traffic':{'calls':{'trace':'failed.csv','failed_rows':'as-they-are'}}", "cost-total <"},
    {"traffic.failed_rows", "'traffic':{'calls':{'trace':'failed.csv'}}",
     "'traffic':{'calls':{'trace':'failed.csv','failed_rows':'leave-out'}}", "offered + -2"},
    {"traffic.time_unit", "'traffic':{'calls':{'trace':'failed.csv'}}",
     "'traffic':{'calls':{'trace':'failed.csv','time_unit':'ms'}}", "tokens-per-min = 0"},
    {"traffic.session_gap_s", "'traffic':{'calls':{'trace':'sessions.jsonl','session_gap_s':0}}",
     "'traffic':{'calls':{'trace':'sessions.jsonl','session_gap_s':100}}", "tokens-per-min <"},
    {"traffic.session_gap_s", "", "!'traffic':{'calls':{'trace':'sessions.jsonl'}}", NULL},
    {"class.traffic",
     "'traffic':{'other':{" MADE
     "}},'classes':{'more':{'traffic':'other','model':'anthropic.claude-sonnet-4-6','source_region'"
     ":'eu-west-2','max_tokens':100}}",
     "'traffic':{'other':{" MADE
     "}},'classes':{'chat':{'traffic':'other'},'more':{'traffic':'calls','model':'anthropic.claude-"
     "sonnet-4-6','source_region':'eu-west-2','max_tokens':100}}",
     "truncated >"},
    {"class.label", "'traffic':{'calls':{'trace':'keys.csv'}}",
     "'traffic':{'calls':{'trace':'keys.csv'}},'classes':{'chat':{'label':'web'}}",
     "offered + -200"},
    {"class.model", "", "'classes':{'chat':{'model':'anthropic.claude-3-haiku-20240307-v1:0'}}",
     "ttft-p50 <"},
    {"class.source_region", GEO,
     "'classes':{'chat':{'mode':'geographic','source_region':'eu-west-1'}}", "served-eu-west-1 >"},
    {"class.client_region", "", "'classes':{'chat':{'client_region':'us-east-1'}}", "ttft-p50 >"},
    {"class.mode", "", GEO, "failover-requests >"},
    {"class.prefix", GEO, "!'classes':{'chat':{'mode':'geographic','prefix':'us'}}", NULL},
    {"class.max_tokens", "", "'classes':{'chat':{'max_tokens':400}}", "truncated >"},
    {"class.streaming", "'clients':{'default':{'read_timeout_s':4}}",
     "'clients':{'default':{'read_timeout_s':4}},'classes':{'chat':{'streaming':false}}",
     "timed-out >"},
    {"class.custom_model", GEO, "'classes':{'chat':{'mode':'geographic','custom_model':true}}",
     "completed !"},
    {"class.cached_share", "", "'classes':{'chat':{'cached_share':0.5}}", "cache-tokens = 50"},
    {"class.fallback_source_regions", GEO,
     "'classes':{'chat':{'mode':'geographic','fallback_source_regions':['eu-central-1']}}",
     "fallbacks >"},
    {"class.spread_source_regions",
     "'classes':{'chat':{'model':'anthropic.claude-3-haiku-20240307-v1:0','mode':'client-side','"
     "spread_source_regions':['eu-west-1']}}",
     "'classes':{'chat':{'model':'anthropic.claude-3-haiku-20240307-v1:0','mode':'client-side','"
     "spread_source_regions':['eu-west-1','eu-west-3']}}",
     "served-eu-west-3 >"},
    {"class.client", "'clients':{'none':{'retry':'none'}}",
     "'clients':{'none':{'retry':'none'}},'classes':{'chat':{'client':'none'}}", "retries = 0"},
    {"class.account",
     "'classes':{'two':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6','source_region':'"
     "eu-west-2','max_tokens':100}}",
     "'classes':{'two':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6','source_region':'"
     "eu-west-2','max_tokens':100,'account':'second'}}",
     "throttled <"},
    {"class.tier",
     HAS("'flex'") ",'prices':{'p':{'tier':'flex','input_usd_per_mtok':1,'output_usd_per_mtok':1}}",
     HAS("'flex'") ",'prices':{'p':{'tier':'flex','input_usd_per_mtok':1,'output_usd_per_mtok':1}}"
                   ",'classes':{'chat':{'tier':'flex'}}",
     "cost-total <"},
    {"class.batch_window_s", BATCH(""),
     "'classes':{'chat':{'tier':'batch','batch_min_records':1,'batch_window_s':50}}",
     "batch-jobs >"},
    {"class.batch_min_records", BATCH(""),
     "'classes':{'chat':{'tier':'batch','batch_min_records':2000,'batch_window_s':100}}",
     "completed = 0"},
    {"class.batch_hours_p50", BATCH(""), BATCH(",'batch_hours_p50':3"), "e2e-p50 >"},
    {"class.batch_hours_p99", BATCH(""), BATCH(",'batch_hours_p99':9"), "e2e-mean <"},
    {"class.prefix_groups",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':2,'prefix_"
     "tokens':250}}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':40,'prefix_"
     "tokens':250}}",
     "cache-tokens <"},
    {"class.prefix_tokens",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':2,'prefix_"
     "tokens':250}}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':2,'prefix_"
     "tokens':150}}",
     "cache-tokens <"},
    {"class.prefix_skew",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':40,'prefix_"
     "tokens':250}}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':40,'prefix_"
     "tokens':250,'prefix_skew':0}}",
     NULL},
    {"client.retry", "", "'clients':{'default':{'retry':'legacy'}}", "retries >"},
    {"client.max_attempts", "", "'clients':{'default':{'max_attempts':5}}", "retries >"},
    {"client.backoff_throttle_s", "", "'clients':{'default':{'backoff_throttle_s':9}}",
     "e2e-mean >"},
    {"client.backoff_transient_s", "", "'clients':{'default':{'backoff_transient_s':9}}",
     "e2e-mean >"},
    {"client.backoff_cap_s", "'clients':{'default':{'max_attempts':6,'retry_quota':0}}",
     "'clients':{'default':{'max_attempts':6,'retry_quota':0,'backoff_cap_s':2}}", "e2e-mean <"},
    {"client.retry_quota", "", "'clients':{'default':{'retry_quota':12}}", "retries <"},
    {"client.retry_cost_throttle", "", "'clients':{'default':{'retry_cost_throttle':200}}",
     "retries <"},
    {"client.retry_cost_transient", "", "'clients':{'default':{'retry_cost_transient':200}}",
     "retries <"},
    {"client.retry_cost_timeout", "'clients':{'default':{'read_timeout_s':1}}",
     "'clients':{'default':{'read_timeout_s':1,'retry_cost_timeout':200}}", "retries <"},
    {"client.instances", "'clients':{'default':{'retry_quota':12}}",
     "'clients':{'default':{'retry_quota':12,'instances':9}}", "retries >"},
    {"client.read_timeout_s", "", "'clients':{'default':{'read_timeout_s':1}}", "timed-out >"},
    {"client.deadline_s", "", "'clients':{'default':{'deadline_s':3}}", "abandoned >"},
    {"client.retry_cut_off", MANTLE("100000", "2000"),
     MANTLE("100000", "2000") ",'clients':{'default':{'retry_cut_off':true}}", "retries >"},
    {"class.endpoint", APART("", "100000", "2000"), MANTLE("100000", "2000"), "cut-off >"},
    {"quota.input_tokens_per_min", MANTLE("100000", "100000"), MANTLE("3000", "100000"),
     "throttled-tpm >"},
    {"quota.output_tokens_per_min", MANTLE("100000", "100000"), MANTLE("100000", "1000"),
     "cut-off >"},
    {"quota_change.input_tokens_per_min", MANTLE("100000", "100000"),
     MANTLE("100000", "100000") ",'quota_changes':{'c':{'at_s':100,'input_tokens_per_min':3000}}",
     "completed <"},
    {"quota_change.output_tokens_per_min", MANTLE("100000", "100000"),
     MANTLE("100000", "100000") ",'quota_changes':{'c':{'at_s':100,'output_tokens_per_min':1000}}",
     "cut-off >"},
    {"quota_rules.output_step_tokens", MANTLE("100000", "2000"),
     MANTLE("100000", "2000") ",'quota_rules':{'output_step_tokens':2000}", "cut-off <"},
    {"client.retry_broken_streams", OUT("'kind':'serving-loss'") "," UNLIM,
     OUT("'kind':'serving-loss'") "," UNLIM ",'clients':{'default':{'retry_broken_streams':true}}",
     "retry-quota-empty >"},
    {"routing.policy", GEO, GEO ",'routing':{'policy':'round-robin'}", "placement >"},
    {"routing.shares",
     GEO ",'routing':{'policy':'fixed-share','shares':{'eu-west-2':1,'eu-west-1':1}}",
     GEO ",'routing':{'policy':'fixed-share','shares':{'eu-west-2':1,'eu-west-1':3}}",
     "served-eu-west-1 >"},
    {"routing.geographic_rule", GEO, GEO ",'routing':{'geographic_rule':'spread'}", "placement >"},
    {"routing.global_rule", GLOB, GLOB ",'routing':{'global_rule':'mostly-us'}",
     "outside-geography >"},
    {"routing_rule.shares",
     GEO ",'routing':{'geographic_rule':'r'},'routing_rules':{'r':{'shares':{'eu-west-2':1}}}",
     GEO ",'routing':{'geographic_rule':'r'},'routing_rules':{'r':{'shares':{'eu-west-1':1}}}",
     "served-eu-west-1 >"},
    {"scenario.routing_rules", GEO ",'routing':{'geographic_rule':'spread'}",
     GEO ",'routing':{'geographic_rule':'spread'},'routing_rules':{'spread':{'shares':{'source':1}}"
         "}",
     "placement <"},
    {"routing.refresh_s", GEO ",'routing':{'policy':'least-loaded'}",
     GEO ",'routing':{'policy':'least-loaded','refresh_s':60}", "reactive-capacity >"},
    {"routing.network_weight", GEO ",'routing':{'policy':'expected-time'}",
     GEO ",'routing':{'policy':'expected-time','network_weight':1000}", "placement <"},
    {"routing.queue_weight", GEO ",'routing':{'policy':'expected-time'}",
     GEO ",'routing':{'policy':'expected-time','queue_weight':0}", "placement <"},
    {"routing.prefill_weight",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'mode':'geographic',"
     "'prefix_groups':2,'prefix_tokens':250}},'routing':{'policy':'expected-time'}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'mode':'geographic',"
     "'prefix_groups':2,'prefix_tokens':250}},'routing':{'policy':'expected-time',"
     "'prefill_weight':1000}",
     "cache-hits >"},
    {"routing.max_tries", GEO, GEO ",'routing':{'max_tries':1}", "tries-ended >"},
    {"routing.max_time_s", GEO, GEO ",'routing':{'max_time_s':0.01}", "tries-ended >"},
    {"routing.stall_timeout_s", GEO "," OUT("'kind':'stall'"),
     GEO "," OUT("'kind':'stall'") ",'routing':{'stall_timeout_s':2}", "e2e-mean <"},
    {"routing.hop_rtt_factor", GEO, GEO ",'routing':{'hop_rtt_factor':9}", "ttft-p50 >"},
    {"routing.refusal_ms", GEO, GEO ",'routing':{'refusal_ms':900}", "ttft-p50 >"},
    {"routing.all_tried", BIG, BIG ",'routing':{'all_tried':'429'}", "unavailable = 0"},
    /* eu-west-2 alone is allowed: the profile's other destinations close it, and one that IAM lacks
     * is met by what is routed there. */
    {"policy.file", GEO ",'policies':{'p':{'file':'s3.json','level':'root'}}",
     GEO ",'policies':{'p':{'file':'home.json','level':'root'}}", "completed !"},
    {"policy.level", GEO ",'policies':{'p':{'file':'home.json','level':'identity'}}",
     GEO ",'policies':{'p':{'file':'home.json','level':'ou'}}", "completed !"},
    {"policy.level", GEO, GEO ",'policies':{'p':{'file':'home.json','level':'identity'}}",
     "denied-iam >"},
    {"policy.ou",
     GEO ",'policies':{'p':{'file':'allow-s3.json','level':'ou'},'q':{'file':'allow-all.json','"
         "level':'ou'}}",
     GEO ",'policies':{'p':{'file':'allow-s3.json','level':'ou','ou':'a'},"
         "'q':{'file':'allow-all.json','level':'ou','ou':'a/b'}}",
     "completed !"},
    {"policy.classes", JOB ",'policies':{'p':{'file':'home.json','level':'root'}}",
     JOB ",'policies':{'p':{'file':'home.json','level':'root','classes':['job']}}", "completed ?"},
    {"destinations.", GEO, GEO ",'destinations':{'eu':{'eu-west-3':false,'eu-west-1':false}}",
     "served-eu-west-3 = 0"},
    {"quota.source_region", "'quotas':{'x':{'source_region':'eu-west-1','tokens_per_min':3000}}",
     "'quotas':{'x':{'source_region':'eu-west-2','tokens_per_min':3000}}", "throttled >"},
    {"quota.model", "'quotas':{'x':{'model':'amazon.nova-pro-v1:0','tokens_per_min':3000}}",
     "'quotas':{'x':{'model':'anthropic.claude-sonnet-4-6','tokens_per_min':3000}}", "throttled >"},
    {"quota.account", "'quotas':{'x':{'account':'other','tokens_per_min':3000}}",
     "'quotas':{'x':{'account':'default','tokens_per_min':3000}}", "throttled >"},
    {"quota.kind", "'quotas':{'x':{'kind':'global','tokens_per_min':3000}}",
     "'quotas':{'x':{'kind':'single-region','tokens_per_min':3000}}", "throttled >"},
    {"quota.requests_per_min", "", "'quotas':{'all':{'requests_per_min':10}}", "throttled-rpm >"},
    {"quota.tokens_per_min", "", "'quotas':{'all':{'tokens_per_min':20000}}", "throttled-tpm >"},
    {"quota.tokens_per_day", "", "'quotas':{'all':{'tokens_per_day':60000}}", "throttled-tpd >"},
    {"quota_change.at_s", "'quota_changes':{'c':{'at_s':100,'requests_per_min':5}}",
     "'quota_changes':{'c':{'at_s':200,'requests_per_min':5}}", "completed >"},
    {"quota_change.source_region",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'source_region':'eu-west-1'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'source_region':'eu-west-2'}}",
     "throttled-rpm >"},
    {"quota_change.model",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'model':'amazon.nova-pro-v1:0'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'model':'anthropic.claude-sonnet-4-6'}"
     "}",
     "throttled-rpm >"},
    {"quota_change.account",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'account':'other'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'account':'default'}}",
     "throttled-rpm >"},
    {"quota_change.kind", "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'kind':'global'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'kind':'single-region'}}",
     "throttled-rpm >"},
    {"quota_change.requests_per_min", "", "'quota_changes':{'c':{'at_s':100,'requests_per_min':5}}",
     "throttled-rpm >"},
    {"quota_change.tokens_per_min", "", "'quota_changes':{'c':{'at_s':100,'tokens_per_min':5000}}",
     "throttled-tpm >"},
    {"quota_change.tokens_per_day", "", "'quota_changes':{'c':{'at_s':100,'tokens_per_day':5000}}",
     "throttled-tpd >"},
    {"quota_rules.refill_minute", "", "'quota_rules':{'refill_minute':'fixed-window'}",
     "completed <"},
    {"quota_rules.refill_day", "'quotas':{'all':{'tokens_per_day':150000}}",
     "'quotas':{'all':{'tokens_per_day':150000}},'quota_rules':{'refill_day':'sliding-window'}",
     NULL},
    {"quota_rules.adjust_every_s", "", "'quota_rules':{'adjust_every_s':0.2}", NULL},
    {"quota_rules.on_fault", OUT("'kind':'serving-loss'"),
     OUT("'kind':'serving-loss'") ",'quota_rules':{'on_fault':'kept'}", "throttled >"},
    {"quota_rules.account_cap", "'account_tokens_per_day':400000",
     "'account_tokens_per_day':400000,'quota_rules':{'account_cap':'before-burndown'}",
     "completed >"},
    {"provisioned.source_region", UNITS("2", "20000", "10", ""),
     "'classes':{'chat':{'mode':'provisioned'}},'provisioned':{'u':{'source_region':'eu-west-1','"
     "model':'anthropic.claude-sonnet-4-6','units':2,'tokens_per_min_per_unit':20000,'usd_per_unit_"
     "hour':10}}",
     "completed !"},
    {"provisioned.model", UNITS("2", "20000", "10", ""),
     "'classes':{'chat':{'mode':'provisioned'}},'provisioned':{'u':{'source_region':'eu-west-2','"
     "model':'amazon.nova-pro-v1:0','units':2,'tokens_per_min_per_unit':20000,'usd_per_unit_hour':"
     "10}}",
     "completed !"},
    {"provisioned.units", UNITS("2", "20000", "10", ""), UNITS("1", "20000", "10", ""),
     "cost-hourly * 0.5"},
    {"provisioned.tokens_per_min_per_unit", UNITS("2", "20000", "10", ""),
     UNITS("2", "9000", "10", ""), "throttled-units >"},
    {"provisioned.usd_per_unit_hour", UNITS("2", "20000", "10", ""), UNITS("2", "20000", "20", ""),
     "cost-hourly * 2"},
    {"provisioned.commitment",
     "'classes':{'chat':{'mode':'provisioned','model':'anthropic.claude-instant-v1','source_region'"
     ":"
     "'eu-central-1'}},'provisioned':{'u':{'source_region':'eu-central-1','model':"
     "'anthropic.claude-instant-v1','units':2,'tokens_per_min_per_unit':20000,'commitment':"
     "'1-month'}}",
     "'classes':{'chat':{'mode':'provisioned','model':'anthropic.claude-instant-v1','source_region'"
     ":"
     "'eu-central-1'}},'provisioned':{'u':{'source_region':'eu-central-1','model':"
     "'anthropic.claude-instant-v1','units':2,'tokens_per_min_per_unit':20000,'commitment':"
     "'6-months'}}",
     "cost-hourly <"},
    {"provisioned.spill", UNITS("2", "20000", "10", ""),
     UNITS("2", "20000", "10", ",'spill':'single-region'"), "spilled >"},
    {"cache.simulate", "'traffic':{'calls':{'trace':'keys.csv'}}", PREFIX, "cache-hits >"},
    {"cache.ttl",
     "'traffic':{'calls':{'trace':'keys.csv','warp':0.002}},'cache':{'simulate':true,'minimum_"
     "tokens':100}",
     "'traffic':{'calls':{'trace':'keys.csv','warp':0.002}},'cache':{'simulate':true,'minimum_"
     "tokens':100,'ttl':'1-hour'}",
     "cache-hits >"},
    {"cache.minimum_tokens", PREFIX,
     "'traffic':{'calls':{'trace':'keys.csv'}},'cache':{'simulate':true,'minimum_tokens':260}",
     "cache-hits <"},
    {"background.start_hour_utc",
     "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}}",
     "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}},'background':{'start_hour_"
     "utc':14}",
     "unavailable >"},
    {"background.step_s",
     SHARED "'calls':3,'background_share':0.5,'background_swing':0.5}},'traffic':{'calls':{'warp':"
            "0.02,'scale':50}}",
     SHARED "'calls':3,'background_share':0.5,'background_swing':0.5}},'background':{'step_s':"
            "20000},'traffic':{'calls':{'warp':0.02,'scale':50}}",
     NULL},
    {"background.start_weekday",
     "'capacity':{'all':{'background_share':0.5,'background_weekend':0}}",
     "'capacity':{'all':{'background_share':0.5,'background_weekend':0}},'background':{'start_"
     "weekday':'sunday'}",
     "unavailable <"},
    {"background.surge_on_outage",
     "'classes':{'chat':{'mode':'geographic'}},'capacity':{'all':{'background_share':0.5}}," OUT(
         "'kind':'serving-loss'"),
     "'classes':{'chat':{'mode':'geographic'}},'capacity':{'all':{'background_share':0.5}},'"
     "background':{'surge_on_outage':false}," OUT("'kind':'serving-loss'"),
     "unavailable <"},
    {"capacity.region", "'capacity':{'x':{'kind':'slots','slots':1,'region':'eu-west-1'}}",
     "'capacity':{'x':{'kind':'slots','slots':1,'region':'eu-west-2'}}", "unavailable >"},
    {"capacity.model", "'capacity':{'x':{'kind':'slots','slots':1,'model':'amazon.nova-pro-v1:0'}}",
     "'capacity':{'x':{'kind':'slots','slots':1,'model':'anthropic.claude-sonnet-4-6'}}",
     "unavailable >"},
    {"capacity.kind", "", UNLIM, "unavailable = 0"},
    {"capacity.slots", "", "'capacity':{'all':{'slots':1}}", "unavailable >"},
    {"capacity.queue", "", "'capacity':{'all':{'queue':9}}", "unavailable <"},
    {"capacity.calls", SHARED "'calls':2}}", SHARED "'calls':3}}", "e2e-mean <"},
    {"capacity.tokens_per_s", SHARED "'tokens_per_s':200}}", SHARED "'tokens_per_s':300}}",
     "e2e-mean <"},
    {"capacity.max_in_service", SHARED "'calls':2}}", SHARED "'calls':2,'max_in_service':2}}",
     "unavailable >"},
    {"capacity.background_share", "", "'capacity':{'all':{'background_share':0.5}}",
     "unavailable >"},
    {"capacity.background_swing", SHARED "'calls':4,'background_share':0.5}}",
     SHARED "'calls':4,'background_share':0.5,'background_swing':0.4}}", "e2e-mean <"},
    {"capacity.background_peak_hour",
     SHARED "'calls':4,'background_share':0.5,'background_swing':0.4}}",
     SHARED "'calls':4,'background_share':0.5,'background_swing':0.4,'background_peak_hour':2}}",
     "e2e-mean >"},
    {"capacity.background_weekend",
     "'capacity':{'all':{'background_share':0.5}},'background':{'start_weekday':'sunday'}",
     "'capacity':{'all':{'background_share':0.5,'background_weekend':0}},'background':{'start_"
     "weekday':'sunday'}",
     "unavailable <"},
    {"model.model", "'models':{'m':{'model':'amazon.nova-pro-v1:0','base_ttft_ms':3000}}",
     "'models':{'m':{'model':'anthropic.claude-sonnet-4-6','base_ttft_ms':3000}}", "ttft-p50 >"},
    {"model.base_ttft_ms", "", "'models':{'m':{'base_ttft_ms':3000}}", "ttft-p50 >"},
    {"model.prefill_tokens_per_s", "", "'models':{'m':{'prefill_tokens_per_s':1000}}",
     "ttft-p50 >"},
    {"model.output_tokens_per_s", "", "'models':{'m':{'output_tokens_per_s':30}}", "e2e-mean >"},
    {"model.ttft_sigma", "", "'models':{'m':{'ttft_sigma':1}}", "ttft-p95 >"},
    {"model.rate_sigma", "", "'models':{'m':{'rate_sigma':1}}", "e2e-p95 >"},
    {"model.ttft_quantiles_ms", "", "'models':{'m':{'ttft_quantiles_ms':{'p50':800,'p99':4000}}}",
     "ttft-p50 >"},
    {"model.output_rate_quantiles", "",
     "'models':{'m':{'output_rate_quantiles':{'p10':30,'p90':90}}}", "e2e-mean >"},
    {"model.output_burndown", "", "'models':{'m':{'output_burndown':15}}", "throttled-tpm >"},
    {"model.tiers", "'classes':{'chat':{'tier':'flex'}}," HAS("'flex'"),
     "'classes':{'chat':{'tier':'flex'}}," HAS("'priority'"), "completed !"},
    {"model.max_output_tokens", "'classes':{'chat':{'max_tokens':'unset'}}",
     "'classes':{'chat':{'max_tokens':'unset'}},'models':{'m':{'max_output_tokens':2000}}",
     "throttled-tpm <"},
    {"price.source_region", PRICED(""), PRICED(",'source_region':'eu-west-1'"), "cost-total >"},
    {"price.model", PRICED(""), PRICED(",'model':'amazon.nova-pro-v1:0'"), "cost-total >"},
    {"price.kind", PRICED(""), PRICED(",'kind':'global'"), "cost-total >"},
    {"price.tier", PRICED(""), PRICED(",'tier':'batch'"), "cost-total >"},
    {"price.input_usd_per_mtok", PRICED(""),
     "'prices':{'p':{'input_usd_per_mtok':4,'output_usd_per_mtok':9}}", "cost-total >"},
    {"price.output_usd_per_mtok", PRICED(""),
     "'prices':{'p':{'input_usd_per_mtok':2,'output_usd_per_mtok':18}}", "cost-total >"},
    {"price.cache_read_usd_per_mtok",
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':1"),
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':3,'cache_write_usd_per_mtok':1"),
     "cost-total >"},
    {"price.cache_write_usd_per_mtok",
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':1"),
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':3"),
     "cost-total >"},
    {"price.long_above_tokens", PRICED(",'long_above_tokens':2000,'long_input_usd_per_mtok':5"),
     PRICED(",'long_above_tokens':1000,'long_input_usd_per_mtok':5"), "cost-total >"},
    {"price.long_input_usd_per_mtok",
     PRICED(",'long_above_tokens':2000,'long_input_usd_per_mtok':5"),
     PRICED(",'long_above_tokens':2000,'long_input_usd_per_mtok':7"), "cost-total >"},
    {"price.long_output_usd_per_mtok", PRICED(",'long_above_tokens':2000"),
     PRICED(",'long_above_tokens':2000,'long_output_usd_per_mtok':50"), "cost-total >"},
    {"outage.kind", OUT("'kind':'serving-loss'"), OUT("'kind':'stall'"), "stalled >"},
    {"outage.regions", OUT("'kind':'serving-loss'"),
     "'outages':{'o':{'kind':'serving-loss','start_s':100,'duration_s':120,'regions':['us-east-1']}"
     "}",
     "unavailable <"},
    {"outage.geography",
     "'outages':{'o':{'kind':'serving-loss','start_s':100,'duration_s':120,'geography':'us'}}",
     "'outages':{'o':{'kind':'serving-loss','start_s':100,'duration_s':120,'geography':'eu'}}",
     "unavailable >"},
    {"outage.models", OUT("'kind':'serving-loss','models':['amazon.nova-pro-v1:0']"),
     OUT("'kind':'serving-loss','models':['anthropic.claude-sonnet-4-6']"), "unavailable >"},
    {"outage.start_s", OUT("'kind':'serving-loss'"),
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':300,'duration_s':120}"
     "}",
     NULL},
    {"outage.duration_s", OUT("'kind':'serving-loss'"),
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':100,'duration_s':30}"
     "}",
     "outage-offered <"},
    {"outage.incident",
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':0,'incident':'us-"
     "east-1/2023-06-13'}},'traffic':{'calls':{'warp':0.01}}",
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':0,'incident':'us-"
     "east-1/2024-07-30'}},'traffic':{'calls':{'warp':0.01}}",
     "outage-offered >"},
    {"outage.events", "", "'outages':{'o':{'kind':'serving-loss','events':'events.csv'}}",
     "unavailable >"},
    {"outage.mean_up_h", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.02,'repair_p50_min':1,'repair_p90_min':2"), "outage-count >"},
    {"outage.repair", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair':'exponential'"), NULL},
    {"outage.repair_p50_min", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.05,'repair_p50_min':0.3,'repair_p90_min':2"), "outage-offered <"},
    {"outage.repair_p90_min", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':9"), "outage-hours >"},
    {"outage.independent", GEO "," DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     GEO "," DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2,'independent':false"),
     NULL},
    {"outage.error_share", OUT("'kind':'brown-out','error_share':0.1"),
     OUT("'kind':'brown-out','error_share':0.9"), "unavailable >"},
    {"outage.slowdown", OUT("'kind':'brown-out','slowdown':2"),
     OUT("'kind':'brown-out','slowdown':4"), "e2e-mean >"},
    {"outage.capacity_factor", OUT("'kind':'brown-out','capacity_factor':1,'slowdown':1.1"),
     OUT("'kind':'brown-out','capacity_factor':0.5,'slowdown':1.1"), "unavailable >"},
    {"outage.added_ms", OUT("'kind':'latency','added_ms':100"),
     OUT("'kind':'latency','added_ms':900"), "ttft-p50 >"},
    {"outage.quota_factor", OUT("'kind':'quota-cut','quota_factor':0.1"),
     OUT("'kind':'quota-cut','quota_factor':0.5"), "throttled <"},
    {"outage.ramp_s", OUT("'kind':'serving-loss'"), OUT("'kind':'serving-loss','ramp_s':300"),
     "unavailable >"},
    {"outage.serving_survives",
     "'classes':{'chat':{'mode':'geographic','source_region':'eu-west-1'}},'routing':{'policy':'"
     "fixed-share','shares':{'eu-west-3':1,'eu-west-1':1}},'outages':{'o':{'start_s':100,'duration_"
     "s':120,'regions':['eu-west-3'],'kind':'region-loss'}}",
     "'classes':{'chat':{'mode':'geographic','source_region':'eu-west-1'}},'routing':{'policy':'"
     "fixed-share','shares':{'eu-west-3':1,'eu-west-1':1}},'outages':{'o':{'start_s':100,'duration_"
     "s':120,'regions':['eu-west-3'],'kind':'region-loss','serving_survives':true}}",
     "failover-requests <"},
    {"outage.quota_survives",
     "'quotas':{'all':{'tokens_per_day':200000}}," OUT("'kind':'region-loss'"),
     "'quotas':{'all':{'tokens_per_day':200000}}," OUT(
         "'kind':'region-loss','quota_survives':false"),
     "completed >"},
    {"outage.detection_delay_s", GEO "," OUT("'kind':'serving-loss'"),
     GEO "," OUT("'kind':'serving-loss','detection_delay_s':90"), "reactive-outage >"},
    {"outage.in_flight", OUT("'kind':'serving-loss'") "," UNLIM,
     OUT("'kind':'serving-loss','in_flight':'kept'") "," UNLIM, "unavailable <"},
    {"scenario.seed", "", "'seed':2", NULL},
    {"scenario.load", "", "'load':3", "offered * 3"},
    {"scenario.factors", GEO, GEO ",'factors':{'hop':0}", "ttft-p50 <"},
    {"scenario.reserved", HELD("1000000", "1000000", "10", "10"),
     HELD("1000000", "1000000", "20", "20"), "cost-hourly * 2"},
    {"reserved.source_region", HELD("1000000", "1000000", "1", "1"),
     HELD_AT("eu-west-1", "anthropic.claude-sonnet-4-6", "1000000,'output_tokens_per_min':1000000"),
     "completed !"},
    {"reserved.model", HELD("1000000", "1000000", "1", "1"),
     HELD_AT("eu-west-2", "anthropic.claude-opus-4-7", "1000000,'output_tokens_per_min':1000000"),
     "completed !"},
    {"reserved.kind", HELD("1000000", "1000000", "1", "1"),
     HELD("1000000", "1000000", "1", "1", ",'kind':'global'"), "completed !"},
    /* Ten calls of 1,000 tokens within a second, and 2,500 in the bucket: two fit. */
    {"reserved.input_tokens_per_min", HELD("1000000", "1000000", "1", "1"),
     HELD("2500", "1000000", "1", "1"), "spilled = 8"},
    {"reserved.output_tokens_per_min", HELD("1000000", "1000000", "1", "1"),
     HELD("1000000", "1500", "1", "1"), "spilled >"},
    {"reserved.usd_per_1k_input_tpm_month", HELD("1000000", "1000000", "1", "0"),
     HELD("1000000", "1000000", "3", "0"), "cost-hourly * 3"},
    {"reserved.usd_per_1k_output_tpm_month", HELD("1000000", "1000000", "0", "1"),
     HELD("1000000", "1000000", "0", "3"), "cost-hourly * 3"},
    {"reserved.overflow", HELD("2500", "1000000", "1", "1"),
     HELD("2500", "1000000", "1", "1", ",'overflow':false"), "throttled = 8"},
    {"scenario.tier_weights", MEET("priority"), MEET("priority") ",'tier_weights':{'priority':50}",
     "ttft-p50 <"},
    {"tier_weights.priority", MEET("priority"), MEET("priority") ",'tier_weights':{'priority':50}",
     "ttft-p50 <"},
    {"tier_weights.standard", MEET("priority"), MEET("priority") ",'tier_weights':{'standard':4}",
     "ttft-p95 <"},
    {"tier_weights.flex", MEET("flex"), MEET("flex") ",'tier_weights':{'flex':2}", "ttft-p50 >"},
    {"scenario.tier_speeds", QUICK("flex"), QUICK("flex") ",'tier_speeds':{'flex':0.5}",
     "e2e-mean + 0.54"},
    {"tier_speeds.priority", QUICK("priority"), QUICK("priority") ",'tier_speeds':{'priority':0.5}",
     "e2e-mean + 0.54"},
    {"tier_speeds.flex", QUICK("flex"), QUICK("flex") ",'tier_speeds':{'flex':0.5}",
     "e2e-mean + 0.54"},
    {"tier_speeds.ultrafast", QUICK("ultrafast"),
     QUICK("ultrafast") ",'tier_speeds':{'ultrafast':0.5}", "e2e-mean + 0.54"},
    {"factors.capacity", "", "'factors':{'capacity':0.1}", "completed <"},
    {"factors.quota", "", "'factors':{'quota':0.1}", "throttled >"},
    {"factors.hop", GEO, GEO ",'factors':{'hop':4.5}", "ttft-p50 >"},
    {"factors.ttft", "", "'factors':{'ttft':2}", "ttft-p50 >"},
    {"factors.output_rate", "", "'factors':{'output_rate':0.5}", "e2e-p50 >"},
    {"scenario.horizon_s", "", "'horizon_s':200", "offered <"},
    {"scenario.drain_s", "'models':{'m':{'output_tokens_per_s':1}}," UNLIM,
     "'models':{'m':{'output_tokens_per_s':1}}," UNLIM ",'drain_s':1", "timed-out >"},
    {"scenario.reserve_cache_reads", "'classes':{'chat':{'cached_share':0.7}}",
     "'classes':{'chat':{'cached_share':0.7}},'reserve_cache_reads':true", NULL},
    {"scenario.reserve_burndown", "", "'reserve_burndown':true", "throttled-tpm >"},
    {"scenario.reserve_burndown", LIMITS(NONE, "12000", NONE),
     LIMITS(NONE, "12000", NONE) ",'reserve_burndown':true", "completed <"},
    {"scenario.as_of",
     "'classes':{'chat':{'mode':'global','model':'anthropic.claude-sonnet-5-5','cached_share':0.7}}"
     "," UNLIM,
     "'classes':{'chat':{'mode':'global','model':'anthropic.claude-sonnet-5-5','cached_share':0.7}}"
     ",'as_of':'2026-10-06'," UNLIM,
     "cost-total >"},
    {"scenario.allow_retired",
     "'classes':{'chat':{'mode':'geographic','source_region':'us-west-2','model':'anthropic.claude-"
     "3-7-sonnet-20250219-v1:0'}}," UNLIM,
     "'classes':{'chat':{'mode':'geographic','source_region':'us-west-2','model':'anthropic.claude-"
     "3-7-sonnet-20250219-v1:0'}},'allow_retired':true," UNLIM,
     "completed ?"},
    {"scenario.account_tokens_per_day", "", "'account_tokens_per_day':100000",
     "throttled-account >"},
    {"scenario.traffic", "", "'traffic':{'calls':{'scale':2}}", "offered * 2"},
    {"scenario.classes", "", "'classes':{'chat':{'max_tokens':400}}", "truncated >"},
    {"scenario.clients", "", "'clients':{'default':{'retry':'none'}}", "retries = 0"},
    {"scenario.routing", GEO, GEO ",'routing':{'refusal_ms':900}", "ttft-p50 >"},
    {"scenario.policies", GEO, GEO ",'policies':{'p':{'file':'home.json','level':'root'}}",
     "completed !"},
    {"scenario.destinations", GEO,
     GEO ",'destinations':{'eu':{'eu-west-3':false,'eu-west-1':false}}", "served-eu-west-3 = 0"},
    {"scenario.quotas", "", "'quotas':{'all':{'tokens_per_min':20000}}", "throttled-tpm >"},
    {"scenario.quota_rules", "", "'quota_rules':{'refill_minute':'sliding-window'}", "completed <"},
    {"scenario.quota_changes", "", "'quota_changes':{'c':{'at_s':100,'tokens_per_min':5000}}",
     "throttled-tpm >"},
    {"scenario.provisioned", UNITS("2", "20000", "10", ""), UNITS("1", "20000", "10", ""),
     "cost-hourly * 0.5"},
    {"scenario.cache", "'traffic':{'calls':{'trace':'keys.csv'}}", PREFIX, "cache-hits >"},
    {"scenario.background", "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}}",
     "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}},'background':{'start_hour_"
     "utc':14}",
     "unavailable >"},
    {"scenario.capacity", "", "'capacity':{'all':{'slots':1}}", "unavailable >"},
    {"scenario.models", "", "'models':{'m':{'base_ttft_ms':3000}}", "ttft-p50 >"},
    {"scenario.prices", "", PRICED(""), "cost-total <"},
    {"scenario.outages", "", OUT("'kind':'serving-loss'"), "unavailable >"},
    {"slo.goodput_ttft_s", "", "!'slo':{'goodput_ttft_s':1}", NULL},
    /* ---- in the calm world ---- */
    /* Twice the requests, their gaps filled; half of the time; the horizon ends 0.9 s later. */
    {"traffic.scale", CALM, TEN_OF(",'scale':3"), "offered * 3"},
    {"traffic.loops", CALM, TEN_OF(",'loops':4"), "offered * 4"},
    {"traffic.warp", BIG "," UNLIM, BIG "," UNLIM ",'traffic':{'calls':{'warp':2}}",
     "throughput ~ 2"},
    {"traffic.start_s", BIG "," UNLIM, BIG "," UNLIM ",'traffic':{'calls':{'start_s':300}}",
     "throughput ~ 0.67"},
    /* 5 a second: 300 in a minute, or nearly 1.9 times as many at the peak. */
    {"traffic.generator", FLOW("'poisson'", ""), FLOW("'diurnal'", DAY ",'peak_to_mean':1.9"),
     "busiest-minute >"},
    {"traffic.peak_to_mean", FLOW("'diurnal'", DAY ",'peak_to_mean':1.1"),
     FLOW("'diurnal'", DAY ",'peak_to_mean':1.9"), "busiest-minute >"},
    /* Of the first minute, in which the peak is or not; a period of a minute has its mean there. */
    {"traffic.peak_at_s",
     "'horizon_s':60," FLOW("'diurnal'", DAY ",'peak_to_mean':1.9,'peak_at_s':30"),
     "'horizon_s':60," FLOW("'diurnal'", DAY ",'peak_to_mean':1.9,'peak_at_s':180"), "offered <"},
    {"traffic.period_s",
     "'horizon_s':60," FLOW("'diurnal'", ",'peak_to_mean':1.9,'peak_at_s':30,'period_s':60"),
     "'horizon_s':60," FLOW("'diurnal'", ",'peak_to_mean':1.9,'peak_at_s':30,'period_s':300"),
     "offered >"},
    {"model.base_ttft_ms", CALM, TEN "," BIG "," UNLIM "," SERVED("800", "10000", "100"),
     "ttft-p50 + 0.3"},
    {"model.prefill_tokens_per_s", CALM, TEN "," BIG "," UNLIM "," SERVED("500", "5000", "100"),
     "ttft-p50 + 0.1"},
    /* (100 - 1) tokens at 50 instead of 100 a second. */
    {"model.output_tokens_per_s", CALM, TEN "," BIG "," UNLIM "," SERVED("500", "10000", "50"),
     "e2e-p95 + 0.99"},
    {"price.input_usd_per_mtok", CALM "," COSTS("10", "100"), CALM "," COSTS("20", "100"),
     "cost + 10"},
    {"price.output_usd_per_mtok", CALM "," COSTS("10", "100"), CALM "," COSTS("10", "200"),
     "cost + 5.5"},
    {"price.long_above_tokens",
     CALM ",'prices':{'p':{'input_usd_per_mtok':10,'output_usd_per_mtok':100,'long_above_tokens':"
          "1000,'long_input_usd_per_mtok':30}}",
     CALM ",'prices':{'p':{'input_usd_per_mtok':10,'output_usd_per_mtok':100,'long_above_tokens':"
          "999,'long_input_usd_per_mtok':30}}",
     "cost + 20"},
    /* Half of 1,000 tokens need no work, and cost 1 instead of 10 USD. */
    {"class.cached_share", CALM, CALM ",'classes':{'chat':{'cached_share':0.5}}",
     "ttft-p50 + -0.05"},
    {"price.cache_read_usd_per_mtok",
     CALM ",'classes':{'chat':{'cached_share':0.5}},'prices':{'p':{'input_usd_per_mtok':10,"
          "'output_usd_per_mtok':100,'cache_read_usd_per_mtok':10}}",
     CALM ",'classes':{'chat':{'cached_share':0.5}},'prices':{'p':{'input_usd_per_mtok':10,"
          "'output_usd_per_mtok':100,'cache_read_usd_per_mtok':1}}",
     "cost + -4.5"},
    {"class.max_tokens", CALM, CALM ",'classes':{'chat':{'max_tokens':50}}", "truncated = 5"},
    {"scenario.monthly_requests", CALM "," COSTS("10", "100"),
     CALM "," COSTS("10", "100") ",'monthly_requests':1000000", "cost-30-days = 15500"},
    /* Two units of 60 USD an hour for a minute. */
    {"provisioned.usd_per_unit_hour", "'horizon_s':60," UNITS("2", "900000", "30", ""),
     "'horizon_s':60," UNITS("2", "900000", "60", ""), "cost-hourly = 2"},
    /* Calls of 1,000 + 800 tokens: five in 9,000, before anything returns. */
    {"quota.requests_per_min", CALM, LIMITS("6", NONE, NONE), "completed = 6"},
    {"quota.tokens_per_min", CALM, LIMITS(NONE, "9000", NONE), "completed = 5"},
    {"quota.tokens_per_day", CALM, LIMITS(NONE, NONE, "9000"), "completed = 5"},
    {"scenario.account_tokens_per_day", CALM, CALM ",'account_tokens_per_day':9000",
     "completed = 5"},
    /* Half of 12, twice 4,500; what has no limit has none. */
    {"factors.quota", LIMITS("12", NONE, NONE), LIMITS("12", NONE, NONE) ",'factors':{'quota':0.5}",
     "completed = 6"},
    {"factors.quota", LIMITS(NONE, "4500", NONE),
     LIMITS(NONE, "4500", NONE) ",'factors':{'quota':2}", "completed = 5"},
    {"scenario.horizon_s", CALM, CALM ",'horizon_s':0.45", "offered = 5"},
    {"scenario.load", CALM, CALM ",'load':2.5", "offered = 25"},
    {"scenario.load", CALM, CALM ",'load':0.5", "offered = 5"},
    /* The fifth ends after 1.09 s, the sixth after 1.19 s. */
    {"client.deadline_s", WAITS("'deadline_s':9"), WAITS("'deadline_s':1.15"), "completed = 5"},
    {"client.read_timeout_s", WAITS("'read_timeout_s':0.7"), WAITS("'read_timeout_s':0.5"),
     "timed-out = 10"},
    {"class.streaming", WAITS("'read_timeout_s':1.15"),
     WAITS("'read_timeout_s':1.15") ",'classes':{'chat':{'streaming':false}}", "timed-out = 5"},
    /* One place: the first call (0.69 s) and the eighth; two: the second (until 0.89) and the tenth
     * too. A queue of one: the second waits until 0.69 and ends at 1.48, the eighth waits for it.
     */
    {"capacity.slots", ROOM("'slots':1,'queue':0"), ROOM("'slots':2,'queue':0"), "completed = 4"},
    {"capacity.slots", ROOM("'slots':2,'queue':0"), ROOM("'slots':1,'queue':0"), "completed = 2"},
    {"factors.capacity", ROOM("'slots':1,'queue':0"),
     ROOM("'slots':1,'queue':0") ",'factors':{'capacity':1.6}", "completed = 4"},
    {"factors.capacity", ROOM("'slots':2,'queue':0"),
     ROOM("'slots':2,'queue':0") ",'factors':{'capacity':0.1}", "completed = 2"},
    {"capacity.queue", ROOM("'slots':1,'queue':0"), ROOM("'slots':1,'queue':1"), "completed = 3"},
    /* Four calls come in 0.35 ... 0.75 s; the four before are in service at its start. */
    {"outage.in_flight", LOST("0.35", "0.4", ""), LOST("0.35", "0.4", ",'in_flight':'kept'"),
     "completed = 6"},
    {"outage.in_flight", LOST("0.35", "0.4", ",'in_flight':'kept'"), LOST("0.35", "0.4", ""),
     "completed = 2"},
    {"outage.duration_s", LOST("0.35", "0.4", ",'in_flight':'kept'"),
     LOST("0.35", "0.1", ",'in_flight':'kept'"), "completed = 9"},
    {"outage.start_s", LOST("0.35", "0.4", ",'in_flight':'kept'"),
     LOST("0.65", "0.4", ",'in_flight':'kept'"), "completed = 7"},
    {"outage.added_ms", CALM, CALM "," OUT_FROM_0("'latency','added_ms':200"), "ttft-p50 + 0.2"},
    /* A brown-out of twice the time: TTFT and tokens alike, 0.6 and 0.99 s longer. */
    {"outage.slowdown", CALM, CALM "," OUT_FROM_0("'brown-out','slowdown':2"), "e2e-p95 + 1.59"},
    {"outage.error_share", CALM, CALM "," OUT_FROM_0("'brown-out','error_share':1"),
     "unavailable = 10"},
    {"outage.quota_factor", LIMITS("6", NONE, NONE),
     LIMITS("6", NONE, NONE) "," OUT_FROM_0("'quota-cut','quota_factor':0.5"), "completed = 3"},
    /* Streams that broke (0.75 s: three have their first token) are asked for again. */
    {"client.retry_broken_streams", BROKEN(""), BROKEN(",'retry_broken_streams':true"),
     "retries >"},
};

/* ---- keys of the verdict and of the options ---- */

/* A study of the calm world with members at the top and options of its own. */
struct judged {
    const char *key;
    const char *top_a, *top_b, *options_a, *options_b;
    const char *what; /* see describe() */
    const char *said_a, *said_b;
};

#define ONE  "'a':{'mode':'single-region'}"
#define SLOW ONE ",'b':{'mode':'single-region','overrides':{" SERVED("500", "10000", "50") "}}"
#define TIGHT                                                                                      \
    ONE ",'b':{'mode':'single-region','overrides':{'quotas':{'all':{'requests_per_min':6}}}}"
#define DEAR ONE ",'b':{'mode':'single-region','overrides':{" COSTS("20", "100") "}}"

#define MOST         "'slo':{'success_rate':{'min':0.9}}"
#define BUSY(...)    "'cases':{'busy':{'overrides':{'load':2}" __VA_ARGS__ "}}"
#define UNKNOWN_LOAD MOST ",'load':{'low':1,'mid':1,'high':2}"
#define CHEAPER                                                                                    \
    ONE ",'b':{'mode':'single-region','overrides':{'quotas':{'all':{'requests_per_min':15}}"       \
        "," COSTS("9", "90") "}}"
#define TRADE                                                                                      \
    ONE ",'b':{'mode':'single-region','overrides':{" SERVED("500", "10000",                        \
                                                            "50") "," COSTS("9", "90") "}}"

#define JOBS                                                                                       \
    ONE ",'jobs':{'mode':'single-region','overrides':{'classes':{'chat':{'tier':'batch',"          \
        "'batch_min_records':1,'batch_window_s':60}}," COSTS("1", "1") "}}"

/* `a` completes ten of ten, p95 and p99 are 1.59 s. Slow tokens: 2.58 s. Tight: six of ten. */
static const struct judged judged[] = {
    {"slo.success_rate", "'slo':{'success_rate':{'min':0.6}}",
     "'slo':{'success_rate':{'min':0.61}}", TIGHT, TIGHT, "slo", "met met", "met missed"},
    {"slo.throttled_share", "'slo':{'throttled_share':{'max':0.4}}",
     "'slo':{'throttled_share':{'max':0.39}}", TIGHT, TIGHT, "slo", "met met", "met missed"},
    {"slo.ttft_p95_s", "'slo':{'ttft_p95_s':{'max':0.61}}", "'slo':{'ttft_p95_s':{'max':0.59}}",
     SLOW, SLOW, "slo", "met met", "missed missed"},
    {"slo.e2e_p95_s", "'slo':{'e2e_p95_s':{'max':2.6}}", "'slo':{'e2e_p95_s':{'max':2.5}}", SLOW,
     SLOW, "slo", "met met", "met missed"},
    {"slo.e2e_p99_s", "'slo':{'e2e_p99_s':{'max':1.6}}", "'slo':{'e2e_p99_s':{'max':1.5}}", SLOW,
     SLOW, "slo", "met missed", "missed missed"},
    /* TTFT 0.6 s of all; E2E up to 1.09 s of five, up to 1.19 s of six. */
    {"slo.goodput_ttft_s", "'horizon_s':60,'slo':{'goodput_ttft_s':0.61}",
     "'horizon_s':60,'slo':{'goodput_ttft_s':0.59}", ONE, ONE, "goodput", "10", "0"},
    {"slo.goodput_e2e_s", "'horizon_s':60,'slo':{'goodput_e2e_s':1.15}",
     "'horizon_s':60,'slo':{'goodput_e2e_s':1.25}", ONE, ONE, "goodput", "5", "6"},
    /* The calls are served in London: inside by the source's geography and in Europe, outside of
     * the EU, so not allowed. */
    {"scenario.residency", "'residency':['europe']", "'residency':['eu']", ONE, ONE, "ids",
     "anthropic.claude-sonnet-4-6", "not allowed"},
    {"class.residency", "'residency':['eu']", "'residency':['eu']|'residency':['uk']", ONE, ONE,
     "ids", "not allowed", "anthropic.claude-sonnet-4-6"},
    /* Jobs at half the price, whose answers take hours: for who may wait. */
    {"class.deferrable", "'slo':{'success_rate':{'min':0.9}}",
     "'slo':{'success_rate':{'min':0.9}}|'deferrable':true", JOBS, JOBS, "best", "a", "jobs"},
    {"share_bound.min", "'slo':{'success_rate':{'min':0.6}}", "'slo':{'success_rate':{'min':0.61}}",
     TIGHT, TIGHT, "slo", "met met", "met missed"},
    {"share_bound.max", "'slo':{'success_rate':{'max':1}}", "'slo':{'success_rate':{'max':0.61}}",
     TIGHT, TIGHT, "slo", "met met", "missed met"},
    {"amount_bound.min", "'slo':{'amplification':{'min':1}}", "'slo':{'amplification':{'min':1.1}}",
     ONE, ONE, "slo", "met", "missed"},
    {"amount_bound.max", "'slo':{'amplification':{'max':1}}", "'slo':{'amplification':{'max':0.9}}",
     ONE, ONE, "slo", "met", "missed"},
    /* A class's own bound of a figure goes before the common one; of another it stands beside it.
     */
    {"class.slo", "'slo':{'e2e_p95_s':{'max':1}}",
     "'slo':{'e2e_p95_s':{'max':1}}|'slo':{'e2e_p95_s':{'max':9}}", ONE, ONE, "slo", "missed",
     "met"},
    {"class.slo", "'slo':{'e2e_p95_s':{'max':1}}",
     "'slo':{'e2e_p95_s':{'max':1}}|'slo':{'ttft_p95_s':{'max':9}}", ONE, ONE, "slo", "missed",
     "met missed"},
    {"class_slo.goodput_ttft_s", "'horizon_s':60,'slo':{'goodput_ttft_s':0.61}",
     "'horizon_s':60,'slo':{'goodput_ttft_s':0.61}|'slo':{'goodput_ttft_s':0.59}", ONE, ONE,
     "goodput", "10", "0"},
    {"class_slo.goodput_e2e_s", "'horizon_s':60,'slo':{'goodput_e2e_s':1.15}",
     "'horizon_s':60,'slo':{'goodput_e2e_s':1.15}|'slo':{'goodput_e2e_s':1.25}", ONE, ONE,
     "goodput", "5", "6"},
    {"scenario.slo", "'slo':{}", "'slo':{'e2e_p95_s':{'max':1}}", ONE, ONE, "slo", "", "missed"},
    /* Points and seconds as they are, shares of the baseline's 15.5 USD and 10 a minute. */
    /* The first drill, serving loss: of the minute of traffic nothing is left. */
    {"slo_drill.success_rate", "'slo_drill':{'success_rate':{'min':0}}",
     "'slo_drill':{'success_rate':{'min':0.01}}", ONE, ONE, "drill", "yes", "no"},
    {"slo_drill.recovery_min", "'slo_drill':{}", "'slo_drill':{'recovery_min':{'max':60}}", ONE,
     ONE, "drill", "-", "no"},
    {"slo_drill.amplification", "'slo_drill':{'amplification':{'max':9}}",
     "'slo_drill':{'amplification':{'max':0.9}}", ONE, ONE, "drill", "yes", "no"},
    {"scenario.slo_drill", "'slo':{'success_rate':{'min':0}}",
     "'slo':{'success_rate':{'min':0}},'slo_drill':{'success_rate':{'min':1}}", ONE, ONE, "drill",
     "yes", "no"},
    {"indifference.success_rate_points", "'indifference':{'success_rate_points':1}",
     "'indifference':{'success_rate_points':2}", TIGHT, TIGHT, "success-rate", "1", "2"},
    {"indifference.latency_s", "'indifference':{'latency_s':0.25}",
     "'indifference':{'latency_s':0.5}", SLOW, SLOW, "e2e-p95", "0.25", "0.5"},
    {"indifference.cost_percent", "'indifference':{'cost_percent':10}",
     "'indifference':{'cost_percent':20}", DEAR, DEAR, "cost", "1.55", "3.1"},
    {"indifference.throughput_percent", "'horizon_s':60,'indifference':{'throughput_percent':5}",
     "'horizon_s':60,'indifference':{'throughput_percent':50}", TIGHT, TIGHT, "throughput", "0.5",
     "5"},
    {"scenario.indifference", "'indifference':{}", "'indifference':{'latency_s':3}", SLOW, SLOW,
     "e2e-p50", "0.05", "3"},
    /* `b` of CHEAPER has room for 15 calls a minute and costs a tenth less; twice as many come. */
    {"scenario.cases", MOST, MOST "," BUSY(""), CHEAPER, CHEAPER, "cases", "as stated",
     "as stated, busy, busy + adverse"},
    {"case.overrides", MOST "," BUSY(""), MOST ",'cases':{'busy':{'overrides':{'load':1.5}}}",
     CHEAPER, CHEAPER, "chosen", "a", "b"},
    {"case.must_hold", MOST "," BUSY(""), MOST "," BUSY(",'must_hold':false"), CHEAPER, CHEAPER,
     "chosen", "a", "b"},
    {"case.slo", MOST "," BUSY(",'slo':{'success_rate':{'min':0.76}}"),
     MOST "," BUSY(",'slo':{'success_rate':{'min':0.75}}"), CHEAPER, CHEAPER, "chosen", "a", "b"},
    {"case.cross",
     MOST ",'cases':{'busy':{'overrides':{'load':2}},'late':{'overrides':{'seed':9}}}",
     MOST ",'cases':{'busy':{'overrides':{'load':2},'cross':['late']},'late':{'overrides':{"
          "'seed':9}}}",
     ONE ",'b':{'mode':'single-region'}", ONE ",'b':{'mode':'single-region'}", "cases",
     "as stated, busy, late", "as stated, busy, late, busy + late"},
    /* The load is 1 to 2, evenly: `b` meets the SLO up to 1.61, in some 61 % of the draws, `a` in
     * all. 123 of 200 show more than a half; 3 of 5 show no more than 23 %. */
    {"scenario.uncertain", UNKNOWN_LOAD, UNKNOWN_LOAD ",'uncertain':{'draws':200,'share':0.5}",
     CHEAPER, CHEAPER, "chosen", "a", "b"},
    {"uncertain.share", UNKNOWN_LOAD ",'uncertain':{'draws':200,'share':0.9}",
     UNKNOWN_LOAD ",'uncertain':{'draws':200,'share':0.5}", CHEAPER, CHEAPER, "chosen", "a", "b"},
    {"uncertain.draws", UNKNOWN_LOAD ",'uncertain':{'draws':5,'share':0.5}",
     UNKNOWN_LOAD ",'uncertain':{'draws':200,'share':0.5}", CHEAPER, CHEAPER, "chosen", "a", "b"},
    {"scenario.objective", MOST ",'objective':['cost']", MOST ",'objective':['e2e_p95']", TRADE,
     TRADE, "chosen", "b", "a"},
    {"option.mode", "", "", ONE, "'a':{'mode':'geographic'}", "ids", "anthropic.claude-sonnet-4-6",
     "eu.anthropic.claude-sonnet-4-6"},
    {"option.prefix", "", "", "'a':{'mode':'geographic','prefix':'eu'}",
     "'a':{'mode':'geographic','prefix':'us'}", "ids", "eu.anthropic.claude-sonnet-4-6",
     "not allowed"},
    {"option.endpoint", "", "", ONE, "'a':{'mode':'single-region','endpoint':'mantle'}", "ids",
     "anthropic.claude-sonnet-4-6", "not allowed"},
    {"option.overrides", "", "", TIGHT, SLOW, "completed", "6", "10"},
    {"option.unpaired", "", "", ONE ",'b':{'mode':'single-region','overrides':{'seed':7}}",
     ONE ",'b':{'mode':'single-region','unpaired':true,'overrides':{'seed':7}}", "options",
     "refused", "2"},
    {"scenario.options", "", "", ONE, TIGHT, "options", "1", "2"},
    {"scenario.replications", "'replications':1", "'replications':3", ONE, ONE, "replications", "1",
     "3"},
    /* Three replays of the same calls, or of blocks drawn, which hold more or fewer of them. */
    {"scenario.resample_block_s", "'replications':3,'resample_block_s':0",
     "'replications':3,'resample_block_s':20", ONE, ONE, "spread", "none", "some"},
    {"scenario.title", "'title':'one'", "'title':'two'", ONE, ONE, "title", "one", "two"},
    {"scenario.owner", "'owner':'one'", "'owner':'two'", ONE, ONE, "owner", "one", "two"},
    {"scenario.description", "'description':'one'", "'description':'two'", ONE, ONE, "description",
     "one", "two"},
};

/* What there is to read alone, or what reaches nothing; its use is in golden/every-flag. */
static const char *const exempt[] = {"class.application", "scenario.$schema", "scenario.format",
                                     "scenario.version"};

/* Keys of which rows show only that they change something: luck of other draws, or a series. */
static const char *const only_moves[] = {"class.prefix_skew",
                                         "quota_rules.refill_day",
                                         "quota_rules.adjust_every_s",
                                         "background.step_s",
                                         "outage.repair",
                                         "outage.independent",
                                         "scenario.reserve_cache_reads",
                                         "scenario.seed"};

static int n_failures;

static char *quoted(const char *text)
{
    char *copy = sim_strdup(text);

    for (char *c = copy; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

/* Results of a scenario of this folder with these members before its options, those behind a bar in
 * its class, and these options; NULL if it was refused. */
static struct results *run_study(const struct loop_study *study, const char *file,
                                 const char *members, const char *options, struct sim_text *said)
{
    struct sim_text text = {0};
    struct catalog *catalog = NULL;
    struct sim_diag diag;
    struct scenario *scenario;
    struct plan *plan = NULL;
    struct results *results = NULL;
    struct sim_error err = {.status = SIM_OK};
    const char *bar;
    char *base, *at;
    size_t length;

    sim_diag_init(&diag);
    if (sim_file_read(file, 1 << 20, &base, &length, &err) != SIM_OK)
        abort();
    bar = members + strcspn(members, "|");
    at = strchr(strstr(base, "\"chat\""), '{') + 1;
    sim_text_add_bytes(&text, base, (size_t)(at - base));
    if (*bar != '\0')
        sim_text_addf(&text, "%s,", bar + 1);
    sim_text_add_bytes(&text, at, (size_t)(strstr(base, "\"options\"") - at));
    sim_text_addf(&text, "%.*s%s\"options\":{%s}}", (int)(bar - members), members,
                  bar > members ? "," : "", options);
    free(base);
    scenario = scenario_parse(file, text.data, text.length, &diag);
    if (catalog_open(&catalog, NULL, &diag) != SIM_OK)
        abort();
    if (scenario != NULL)
        plan = plan_create(scenario, catalog, &(struct plan_settings){0}, &diag);
    if (plan != NULL && loop_run(study, &(struct loop_settings){.plan = plan, .n_threads = 1},
                                 &results, &err) != SIM_OK)
        abort();
    for (size_t i = 0; i < diag.n; i++)
        sim_text_addf(said, "%s\n", diag.findings[i].message);
    plan_destroy(plan);
    scenario_destroy(scenario);
    catalog_destroy(catalog);
    sim_diag_release(&diag);
    sim_text_release(&text);
    return results;
}

/* Results of the base scenario with these overrides in the two options. */
static struct results *run(const char *a, const char *b, struct sim_text *said)
{
    struct sim_text options = {0};
    struct results *results;

    sim_text_addf(&options,
                  "\"a\":{\"mode\":\"single-region\",\"unpaired\":true,\"overrides\":{%s}},"
                  "\"b\":{\"mode\":\"single-region\",\"unpaired\":true,\"overrides\":{%s}}",
                  a, b);
    /* Without cases: what they do is shown by keys of their own. */
    results =
        run_study(&loop_study_run, SOURCE_DIR "/tests/keys/base.json", "", options.data, said);
    sim_text_release(&options);
    return results;
}

static bool same_value(const struct metric_value *x, const struct metric_value *y)
{
    if (x->text != NULL || y->text != NULL)
        return x->text != NULL && y->text != NULL && strcmp(x->text, y->text) == 0;
    return x->value == y->value || (isnan(x->value) && isnan(y->value));
}

static bool same_bin(const struct results_bin *x, const struct results_bin *y)
{
    return x->start_s == y->start_s && x->offered == y->offered &&
           x->failed_of_offered == y->failed_of_offered && x->completed == y->completed &&
           x->throttled == y->throttled && x->unavailable == y->unavailable &&
           x->timed_out == y->timed_out && x->other == y->other && x->refused == y->refused &&
           x->retries == y->retries && x->failover_moves == y->failover_moves &&
           x->fallbacks == y->fallbacks && x->input_tokens == y->input_tokens &&
           x->output_tokens == y->output_tokens;
}

static bool same_options(const struct results *results)
{
    const struct results_option *a = &results->options[0];
    const struct results_option *b = &results->options[1];
    struct sim_text text = {0}, other = {0};
    bool same;

    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (!same_value(&results->metrics[i].options[0], &results->metrics[i].options[1]))
            return false;
    if (a->n_bins != b->n_bins)
        return false;
    for (uint32_t i = 0; i < a->n_bins; i++) {
        const struct results_bin x = results_bin_at(a, i), y = results_bin_at(b, i);

        if (!same_bin(&x, &y))
            return false;
    }
    results_quota_csv(a, &text);
    results_quota_csv(b, &other);
    same = strcmp(text.data, other.data) == 0;
    sim_text_release(&text);
    sim_text_release(&other);
    return same;
}

static bool is_close(double value, double expected, double relative)
{
    return fabs(value - expected) <= relative * fmax(1e-9, fabs(expected));
}

/* Whether b stands to a as the effect says; a message if not. */
static bool has_effect(const struct results *results, const char *effect)
{
    char key[64], relation;
    double expected = 0, a, b, difference;
    const struct results_metric *metric;

    if (sscanf(effect, "%63s %c %lf", key, &relation, &expected) < 2)
        abort();
    metric = results_metric_find(results, key);
    if (metric == NULL)
        return relation == '=' && expected == 0; /* rows of nothing but 0 are left out */
    a = metric->options[0].value;
    b = metric->options[1].value;
    difference = b - a;
    if (relation == '!')
        return metric->options[0].text == NULL && metric->options[1].text != NULL;
    if (relation == '?')
        return metric->options[0].text != NULL && metric->options[1].text == NULL;
    if (metric->options[1].text != NULL)
        return false;
    if (relation == '=')
        return is_close(b, expected, 1e-3) && !same_value(&metric->options[0], &metric->options[1]);
    if (metric->options[0].text != NULL)
        return false;
    switch (relation) {
    case '>':
        return b > a;
    case '<':
        return b < a;
    case '*':
        return is_close(b, a * expected, 1e-3);
    case '~':
        return is_close(b, a * expected, 5e-2);
    case '+':
        /* Latencies are exact to 0.1 %. */
        return is_close(difference, expected, 1e-9) ||
               fabs(difference - expected) <= 1e-3 * (fabs(a) + fabs(b));
    }
    abort();
}

static void show_effect(const struct results *results, const char *effect)
{
    char key[64];
    const struct results_metric *metric;

    sscanf(effect, "%63s", key);
    metric = results_metric_find(results, key);
    for (int option = 0; option < 2 && metric != NULL; option++)
        printf("  %s: %.9g%s\n", option == 0 ? "a" : "b", metric->options[option].value,
               metric->options[option].text != NULL ? metric->options[option].text : "");
}

static void try_row(const struct row *row)
{
    bool refused = row->b[0] == '!';
    char *a = quoted(row->a);
    char *b = quoted(row->b + refused);
    struct sim_text said = {0};
    struct results *results = run(a, b, &said);

    if (refused && results != NULL && results->options[1].allowed) {
        printf("%s: was not refused: %s\n", row->key, row->b);
        n_failures++;
    } else if (!refused && results == NULL) {
        printf("%s: cannot be run:\n%s", row->key, said.data != NULL ? said.data : "");
        n_failures++;
    } else if (!refused && same_options(results)) {
        printf("%s: changes nothing\n  a: %s\n  b: %s\n", row->key, row->a, row->b);
        n_failures++;
    } else if (!refused && row->effect != NULL && !has_effect(results, row->effect)) {
        printf("%s: is not '%s'\n  a: %s\n  b: %s\n", row->key, row->effect, row->a, row->b);
        show_effect(results, row->effect);
        n_failures++;
    }
    results_destroy(results);
    sim_text_release(&said);
    free(a);
    free(b);
}

/* ---- judged ---- */

static void number(struct sim_text *out, double value)
{
    sim_text_addf(out, "%.3g", value);
}

/* What of a study a row is about, in words: which SLOs are met, the smallest difference of a metric
 * that matters, the ids called, the last option's goodput ... */
static void describe(const struct results *results, const char *what, struct sim_text *out)
{
    uint32_t last = results->n_options - 1;

    sim_text_add(out, "");
    if (strcmp(what, "slo") == 0) {
        for (uint32_t i = 0; i < results->n_slo; i++)
            sim_text_addf(out, "%s%s", i > 0 ? " " : "", results->slo[i].met ? "met" : "missed");
    } else if (strcmp(what, "chosen") == 0) {
        sim_text_add(out, results->best != UINT32_MAX ? results->options[results->best].name
                                                      : results->form);
    } else if (strcmp(what, "cases") == 0) {
        for (uint32_t i = 0; i < results->n_judged; i++)
            if (!results->judged[i].automatic)
                sim_text_addf(out, "%s%s", i > 0 ? ", " : "", results->judged[i].name);
    } else if (strcmp(what, "best") == 0) {
        sim_text_add(out, results->best < results->n_options ? results->options[results->best].name
                                                             : "none");
    } else if (strcmp(what, "ids") == 0) {
        sim_text_add(out,
                     results->options[0].allowed ? results->options[0].model_ids : "not allowed");
    } else if (strcmp(what, "options") == 0) {
        number(out, results->n_options);
    } else if (strcmp(what, "drill") == 0) {
        const struct results_table *drills = results_table_find(results, "drills");

        for (uint32_t c = 0; c < drills->n_columns; c++)
            if (strcmp(drills->columns[c].key, "holds") == 0)
                sim_text_add(out, drills->cells[c].text);
    } else if (strcmp(what, "replications") == 0) {
        number(out, results->replications);
    } else if (strcmp(what, "title") == 0) {
        sim_text_add(out, results->title);
    } else if (strcmp(what, "owner") == 0) {
        sim_text_add(out, results->owner);
    } else if (strcmp(what, "description") == 0) {
        sim_text_add(out, results->description);
    } else if (strcmp(what, "spread") == 0) {
        const struct results_metric *metric = results_metric_find(results, "offered");

        sim_text_add(out, isnan(metric->options[0].low) ? "none" : "some");
    } else if (strcmp(what, "goodput") == 0 || strcmp(what, "completed") == 0) {
        number(out, results_metric_find(results, what)->options[last].value);
    } else {
        for (uint32_t i = 0; i < results->n_differences; i++)
            if (strcmp(results->differences[i].key, what) == 0)
                number(out, results->differences[i].smallest);
    }
}

static void try_judged(const struct judged *row, bool second)
{
    char *top = quoted(second ? row->top_b : row->top_a);
    char *options = quoted(second ? row->options_b : row->options_a);
    const char *wanted = second ? row->said_b : row->said_a;
    struct sim_text said = {0}, found = {0};
    struct results *results;

    /* Blocks need a trace of minutes. */
    results = run_study(study_find(strcmp(row->what, "drill") == 0 ? "drill" : "compare"),
                        strcmp(row->what, "spread") == 0 ? SOURCE_DIR "/tests/keys/base.json"
                                                         : SOURCE_DIR "/tests/keys/calm.json",
                        top, options, &said);
    sim_text_add(&found, "");
    if (results == NULL)
        sim_text_add(&found, "refused");
    else
        describe(results, row->what, &found);
    if (strcmp(found.data, wanted) != 0) {
        printf("%s: %s is '%s' instead of '%s'\n  %s\n  %s\n%s", row->key, row->what, found.data,
               wanted, top, options, said.data != NULL ? said.data : "");
        n_failures++;
    }
    results_destroy(results);
    sim_text_release(&said);
    sim_text_release(&found);
    free(top);
    free(options);
}

/* ---- every key ---- */

static bool is_listed(const char *key, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], key) == 0)
            return true;
    return false;
}

/* Whether some row says what the key does. */
static bool has_row(const char *key)
{
    bool moves = is_listed(key, only_moves, sizeof only_moves / sizeof only_moves[0]);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].key, key) == 0 &&
            (moves || rows[i].effect != NULL || rows[i].b[0] == '!'))
            return true;
    for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++)
        if (strcmp(judged[i].key, key) == 0)
            return true;
    return is_listed(key, exempt, sizeof exempt / sizeof exempt[0]);
}

static uint32_t check_object(const struct schema_object *object)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < object->n_keys; i++) {
        char key[128];

        snprintf(key, sizeof key, "%s.%s", object->name, object->keys[i].field.name);
        n++;
        if (object->keys[i].field.type != SIM_FIELD_OTHER &&
            sim_field_problem(&object->keys[i].field) != NULL) {
            printf("%s: %s\n", key, sim_field_problem(&object->keys[i].field));
            n_failures++;
        }
        if (object->keys[i].field.summary == NULL) {
            printf("%s: says nothing of what it is\n", key);
            n_failures++;
        }
        /* Bounds on figures: each is judged by try_figures(). */
        if (!has_row(key) && (object->keys[i].object == NULL || !object->keys[i].object->small)) {
            printf("%s: no row shows what it does\n", key);
            n_failures++;
        }
        if (object->keys[i].object != NULL)
            n += check_object(object->keys[i].object);
    }
    return n;
}

/* Every figure can be bounded, for all classes and for one, and then there is a line about it. */
static void try_figures(void)
{
    for (int i = 0; i < CRI_N_SLO_METRICS; i++) {
        const struct cri_slo_row *row = cri_slo_row((enum cri_slo_metric)i);

        for (int own = 0; own < 1 + row->per_class; own++) {
            struct sim_text top = {0}, said = {0};
            char *members, *options = quoted(ONE);
            struct results *results;

            sim_text_addf(
                &top, own ? "|'slo':{'%s':{'min':0,'max':1}}" : "'slo':{'%s':{'min':0,'max':1}}",
                row->key);
            members = quoted(top.data);
            results = run_study(&loop_study_run, SOURCE_DIR "/tests/keys/calm.json", members,
                                options, &said);
            if (results == NULL || results->n_slo != 2 ||
                strstr(results->slo[0].text, ">= 0") == NULL ||
                strstr(results->slo[1].text, "<= 1") == NULL) {
                printf("slo '%s': %u lines, %s: %s\n", row->key,
                       results != NULL ? results->n_slo : 0,
                       results != NULL && results->n_slo > 0 ? results->slo[0].text : "none",
                       said.data != NULL ? said.data : "");
                n_failures++;
            }
            results_destroy(results);
            free(members);
            free(options);
            sim_text_release(&top);
            sim_text_release(&said);
        }
    }
}

int main(int argc, char **argv)
{
    uint32_t n = check_object(&schema_root);

    if (argc < 2)
        try_figures();

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (argc < 2 || strcmp(rows[i].key, argv[1]) == 0)
            try_row(&rows[i]);
    for (size_t i = 0; i < sizeof judged / sizeof judged[0]; i++)
        for (int second = 0; second < 2; second++)
            if (argc < 2 || strcmp(judged[i].key, argv[1]) == 0)
                try_judged(&judged[i], second == 1);
    printf("%u keys, %zu rows, %d failures\n", n,
           sizeof rows / sizeof rows[0] + sizeof judged / sizeof judged[0], n_failures);
    return n_failures > 0 ? 1 : 0;
}
