/*
 * Every scenario key changes the outcome. For each key there is a row: overrides of arm a and of
 * arm b that differ in that key alone; some number or series of the results must differ. Keys
 * without a row are named, so a new key cannot come in silent. Single quotes stand for double ones.
 */
#include "analysis/study/compare.h"
#include "scenarios/read/schema.h"
#include "sim/base/file_out.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct row {
    const char *key; /* object.key, as the schema names them */
    const char *a, *b;
};

#define GEO  "'classes':{'chat':{'mode':'geographic'}}"
#define GLOB "'classes':{'chat':{'mode':'global'}}"
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

static const struct row rows[] = {
    {"traffic.trace", "", "'traffic':{'calls':{'trace':'keys.csv','loops':2}}"},
    {"traffic.generator", "'traffic':{'calls':{" MADE "}}", "'traffic':{'calls':{" DIURNAL "}}"},
    {"traffic.rate_per_s", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'rate_per_s':2}}"},
    {"traffic.duration_s", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{'generator':'poisson','trace':null,'duration_s':200}}"},
    {"traffic.peak_to_mean", "'traffic':{'calls':{" DIURNAL "}}",
     "'traffic':{'calls':{" DIURNAL ",'peak_to_mean':1.9}}"},
    {"traffic.peak_at_s", "'traffic':{'calls':{" DIURNAL "}}",
     "'traffic':{'calls':{" DIURNAL ",'peak_at_s':50}}"},
    {"traffic.period_s", "'traffic':{'calls':{" DIURNAL "}}",
     "'traffic':{'calls':{'generator':'diurnal','trace':null,'duration_s':300,'period_s':170}}"},
    {"traffic.input_p50", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'input_p50':700}}"},
    {"traffic.input_p99", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'input_p99':3000}}"},
    {"traffic.output_p50", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'output_p50':100}}"},
    {"traffic.output_p99", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'output_p99':500}}"},
    {"traffic.input_max", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'input_max':900}}"},
    {"traffic.output_max", "'traffic':{'calls':{" MADE "}}",
     "'traffic':{'calls':{" MADE ",'output_max':90}}"},
    {"traffic.scale", "", "'traffic':{'calls':{'scale':2}}"},
    {"traffic.warp", "", "'traffic':{'calls':{'warp':2}}"},
    {"traffic.loops", "", "'traffic':{'calls':{'loops':2}}"},
    {"traffic.start_s", "", "'traffic':{'calls':{'start_s':100}}"},
    {"traffic.unsorted", "",
     "'traffic':{'calls':{'trace':'unsorted.csv','unsorted':'sort','scale':2}}"},
    {"traffic.unsorted", "", "!'traffic':{'calls':{'trace':'unsorted.csv'}}"},
    {"traffic.skip_bad_rows", "",
     "'traffic':{'calls':{'trace':'bad-row.csv','skip_bad_rows':true}}"},
    {"traffic.skip_bad_rows", "", "!'traffic':{'calls':{'trace':'bad-row.csv'}}"},
    {"traffic.failed_rows", "'traffic':{'calls':{'trace':'failed.csv'}}",
     "'traffic':{'calls':{'trace':'failed.csv','failed_rows':'as-they-are'}}"},
    {"traffic.failed_rows", "'traffic':{'calls':{'trace':'failed.csv'}}",
     "'traffic':{'calls':{'trace':'failed.csv','failed_rows':'leave-out'}}"},
    {"traffic.time_unit", "'traffic':{'calls':{'trace':'failed.csv'}}",
     "'traffic':{'calls':{'trace':'failed.csv','time_unit':'ms'}}"},
    {"class.traffic",
     "'traffic':{'other':{" MADE
     "}},'classes':{'more':{'traffic':'other','model':'anthropic.claude-sonnet-4-6','source_region'"
     ":'eu-west-2','max_tokens':100}}",
     "'traffic':{'other':{" MADE
     "}},'classes':{'chat':{'traffic':'other'},'more':{'traffic':'calls','model':'anthropic.claude-"
     "sonnet-4-6','source_region':'eu-west-2','max_tokens':100}}"},
    {"class.label", "'traffic':{'calls':{'trace':'keys.csv'}}",
     "'traffic':{'calls':{'trace':'keys.csv'}},'classes':{'chat':{'label':'web'}}"},
    {"class.model", "", "'classes':{'chat':{'model':'anthropic.claude-3-haiku-20240307-v1:0'}}"},
    {"class.source_region", GEO,
     "'classes':{'chat':{'mode':'geographic','source_region':'eu-west-1'}}"},
    {"class.client_region", "", "'classes':{'chat':{'client_region':'us-east-1'}}"},
    {"class.mode", "", GEO},
    {"class.prefix", GEO, "!'classes':{'chat':{'mode':'geographic','prefix':'us'}}"},
    {"class.max_tokens", "", "'classes':{'chat':{'max_tokens':400}}"},
    {"class.streaming", "'clients':{'default':{'read_timeout_s':4}}",
     "'clients':{'default':{'read_timeout_s':4}},'classes':{'chat':{'streaming':false}}"},
    {"class.custom_model", GEO, "'classes':{'chat':{'mode':'geographic','custom_model':true}}"},
    {"class.cached_share", "", "'classes':{'chat':{'cached_share':0.5}}"},
    {"class.fallback_source_regions", GEO,
     "'classes':{'chat':{'mode':'geographic','fallback_source_regions':['eu-central-1']}}"},
    {"class.spread_source_regions",
     "'classes':{'chat':{'model':'anthropic.claude-3-haiku-20240307-v1:0','mode':'client-side','"
     "spread_source_regions':['eu-west-1']}}",
     "'classes':{'chat':{'model':'anthropic.claude-3-haiku-20240307-v1:0','mode':'client-side','"
     "spread_source_regions':['eu-west-1','eu-west-3']}}"},
    {"class.client", "'clients':{'none':{'retry':'none'}}",
     "'clients':{'none':{'retry':'none'}},'classes':{'chat':{'client':'none'}}"},
    {"class.account",
     "'classes':{'two':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6','source_region':'"
     "eu-west-2','max_tokens':100}}",
     "'classes':{'two':{'traffic':'calls','model':'anthropic.claude-sonnet-4-6','source_region':'"
     "eu-west-2','max_tokens':100,'account':'second'}}"},
    {"class.tier", "'prices':{'p':{'tier':'flex','input_usd_per_mtok':1,'output_usd_per_mtok':1}}",
     "'prices':{'p':{'tier':'flex','input_usd_per_mtok':1,'output_usd_per_mtok':1}},'classes':{'"
     "chat':{'tier':'flex'}}"},
    {"class.batch_window_s", BATCH(""),
     "'classes':{'chat':{'tier':'batch','batch_min_records':1,'batch_window_s':50}}"},
    {"class.batch_min_records", BATCH(""),
     "'classes':{'chat':{'tier':'batch','batch_min_records':2000,'batch_window_s':100}}"},
    {"class.batch_hours_p50", BATCH(""), BATCH(",'batch_hours_p50':3")},
    {"class.batch_hours_p99", BATCH(""), BATCH(",'batch_hours_p99':9")},
    {"class.prefix_groups",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':2,'prefix_"
     "tokens':250}}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':40,'prefix_"
     "tokens':250}}"},
    {"class.prefix_tokens",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':2,'prefix_"
     "tokens':250}}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':2,'prefix_"
     "tokens':150}}"},
    {"class.prefix_skew",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':40,'prefix_"
     "tokens':250}}",
     "'cache':{'simulate':true,'minimum_tokens':100},'classes':{'chat':{'prefix_groups':40,'prefix_"
     "tokens':250,'prefix_skew':0}}"},
    {"client.retry", "", "'clients':{'default':{'retry':'legacy'}}"},
    {"client.max_attempts", "", "'clients':{'default':{'max_attempts':5}}"},
    {"client.backoff_throttle_s", "", "'clients':{'default':{'backoff_throttle_s':9}}"},
    {"client.backoff_transient_s", "", "'clients':{'default':{'backoff_transient_s':9}}"},
    {"client.backoff_cap_s", "'clients':{'default':{'max_attempts':6,'retry_quota':0}}",
     "'clients':{'default':{'max_attempts':6,'retry_quota':0,'backoff_cap_s':2}}"},
    {"client.retry_quota", "", "'clients':{'default':{'retry_quota':12}}"},
    {"client.retry_cost_throttle", "", "'clients':{'default':{'retry_cost_throttle':200}}"},
    {"client.retry_cost_transient", "", "'clients':{'default':{'retry_cost_transient':200}}"},
    {"client.retry_cost_timeout", "'clients':{'default':{'read_timeout_s':1}}",
     "'clients':{'default':{'read_timeout_s':1,'retry_cost_timeout':200}}"},
    {"client.instances", "'clients':{'default':{'retry_quota':12}}",
     "'clients':{'default':{'retry_quota':12,'instances':9}}"},
    {"client.read_timeout_s", "", "'clients':{'default':{'read_timeout_s':1}}"},
    {"client.deadline_s", "", "'clients':{'default':{'deadline_s':3}}"},
    {"client.retry_broken_streams", OUT("'kind':'serving-loss'") "," UNLIM,
     OUT("'kind':'serving-loss'") "," UNLIM ",'clients':{'default':{'retry_broken_streams':true}}"},
    {"routing.policy", GEO, GEO ",'routing':{'policy':'round-robin'}"},
    {"routing.shares",
     GEO ",'routing':{'policy':'fixed-share','shares':{'eu-west-2':1,'eu-west-1':1}}",
     GEO ",'routing':{'policy':'fixed-share','shares':{'eu-west-2':1,'eu-west-1':3}}"},
    {"routing.refresh_s", GEO ",'routing':{'policy':'least-loaded'}",
     GEO ",'routing':{'policy':'least-loaded','refresh_s':60}"},
    {"routing.max_tries", GEO, GEO ",'routing':{'max_tries':1}"},
    {"routing.max_time_s", GEO, GEO ",'routing':{'max_time_s':0.01}"},
    {"routing.stall_timeout_s", GEO "," OUT("'kind':'stall'"),
     GEO "," OUT("'kind':'stall'") ",'routing':{'stall_timeout_s':2}"},
    {"routing.hop_rtt_factor", GEO, GEO ",'routing':{'hop_rtt_factor':9}"},
    {"routing.refusal_ms", GEO, GEO ",'routing':{'refusal_ms':900}"},
    {"routing.all_tried", BIG, BIG ",'routing':{'all_tried':'429'}"},
    {"destinations.", GEO, GEO ",'destinations':{'eu':{'eu-west-3':false,'eu-west-1':false}}"},
    {"quota.source_region", "'quotas':{'x':{'source_region':'eu-west-1','tokens_per_min':3000}}",
     "'quotas':{'x':{'source_region':'eu-west-2','tokens_per_min':3000}}"},
    {"quota.model", "'quotas':{'x':{'model':'amazon.nova-pro-v1:0','tokens_per_min':3000}}",
     "'quotas':{'x':{'model':'anthropic.claude-sonnet-4-6','tokens_per_min':3000}}"},
    {"quota.account", "'quotas':{'x':{'account':'other','tokens_per_min':3000}}",
     "'quotas':{'x':{'account':'default','tokens_per_min':3000}}"},
    {"quota.kind", "'quotas':{'x':{'kind':'global','tokens_per_min':3000}}",
     "'quotas':{'x':{'kind':'single-region','tokens_per_min':3000}}"},
    {"quota.requests_per_min", "", "'quotas':{'all':{'requests_per_min':10}}"},
    {"quota.tokens_per_min", "", "'quotas':{'all':{'tokens_per_min':20000}}"},
    {"quota.tokens_per_day", "", "'quotas':{'all':{'tokens_per_day':60000}}"},
    {"quota_change.at_s", "'quota_changes':{'c':{'at_s':100,'requests_per_min':5}}",
     "'quota_changes':{'c':{'at_s':200,'requests_per_min':5}}"},
    {"quota_change.source_region",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'source_region':'eu-west-1'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'source_region':'eu-west-2'}}"},
    {"quota_change.model",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'model':'amazon.nova-pro-v1:0'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'model':'anthropic.claude-sonnet-4-6'}"
     "}"},
    {"quota_change.account",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'account':'other'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'account':'default'}}"},
    {"quota_change.kind", "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'kind':'global'}}",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5,'kind':'single-region'}}"},
    {"quota_change.requests_per_min", "",
     "'quota_changes':{'c':{'at_s':100,'requests_per_min':5}}"},
    {"quota_change.tokens_per_min", "", "'quota_changes':{'c':{'at_s':100,'tokens_per_min':5000}}"},
    {"quota_change.tokens_per_day", "", "'quota_changes':{'c':{'at_s':100,'tokens_per_day':5000}}"},
    {"quota_rules.refill_minute", "", "'quota_rules':{'refill_minute':'fixed-window'}"},
    {"quota_rules.refill_day", "'quotas':{'all':{'tokens_per_day':150000}}",
     "'quotas':{'all':{'tokens_per_day':150000}},'quota_rules':{'refill_day':'sliding-window'}"},
    {"quota_rules.adjust_every_s", "", "'quota_rules':{'adjust_every_s':0.2}"},
    {"quota_rules.on_fault", OUT("'kind':'serving-loss'"),
     OUT("'kind':'serving-loss'") ",'quota_rules':{'on_fault':'kept'}"},
    {"quota_rules.account_cap", "'account_tokens_per_day':400000",
     "'account_tokens_per_day':400000,'quota_rules':{'account_cap':'before-burndown'}"},
    {"provisioned.source_region", UNITS("2", "20000", "10", ""),
     "'classes':{'chat':{'mode':'provisioned'}},'provisioned':{'u':{'source_region':'eu-west-1','"
     "model':'anthropic.claude-sonnet-4-6','units':2,'tokens_per_min_per_unit':20000,'usd_per_unit_"
     "hour':10}}"},
    {"provisioned.model", UNITS("2", "20000", "10", ""),
     "'classes':{'chat':{'mode':'provisioned'}},'provisioned':{'u':{'source_region':'eu-west-2','"
     "model':'amazon.nova-pro-v1:0','units':2,'tokens_per_min_per_unit':20000,'usd_per_unit_hour':"
     "10}}"},
    {"provisioned.units", UNITS("2", "20000", "10", ""), UNITS("1", "20000", "10", "")},
    {"provisioned.tokens_per_min_per_unit", UNITS("2", "20000", "10", ""),
     UNITS("2", "9000", "10", "")},
    {"provisioned.usd_per_unit_hour", UNITS("2", "20000", "10", ""), UNITS("2", "20000", "20", "")},
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
     "'6-months'}}"},
    {"provisioned.spill", UNITS("2", "20000", "10", ""),
     UNITS("2", "20000", "10", ",'spill':'single-region'")},
    {"cache.simulate", "'traffic':{'calls':{'trace':'keys.csv'}}", PREFIX},
    {"cache.ttl",
     "'traffic':{'calls':{'trace':'keys.csv','warp':0.002}},'cache':{'simulate':true,'minimum_"
     "tokens':100}",
     "'traffic':{'calls':{'trace':'keys.csv','warp':0.002}},'cache':{'simulate':true,'minimum_"
     "tokens':100,'ttl':'1-hour'}"},
    {"cache.minimum_tokens", PREFIX,
     "'traffic':{'calls':{'trace':'keys.csv'}},'cache':{'simulate':true,'minimum_tokens':260}"},
    {"background.start_hour_utc",
     "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}}",
     "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}},'background':{'start_hour_"
     "utc':14}"},
    {"background.step_s",
     SHARED "'calls':3,'background_share':0.5,'background_swing':0.5}},'traffic':{'calls':{'warp':"
            "0.02,'scale':50}}",
     SHARED "'calls':3,'background_share':0.5,'background_swing':0.5}},'background':{'step_s':"
            "20000},'traffic':{'calls':{'warp':0.02,'scale':50}}"},
    {"background.start_weekday",
     "'capacity':{'all':{'background_share':0.5,'background_weekend':0}}",
     "'capacity':{'all':{'background_share':0.5,'background_weekend':0}},'background':{'start_"
     "weekday':'sunday'}"},
    {"background.surge_on_outage",
     "'classes':{'chat':{'mode':'geographic'}},'capacity':{'all':{'background_share':0.5}}," OUT(
         "'kind':'serving-loss'"),
     "'classes':{'chat':{'mode':'geographic'}},'capacity':{'all':{'background_share':0.5}},'"
     "background':{'surge_on_outage':false}," OUT("'kind':'serving-loss'")},
    {"capacity.region", "'capacity':{'x':{'kind':'slots','slots':1,'region':'eu-west-1'}}",
     "'capacity':{'x':{'kind':'slots','slots':1,'region':'eu-west-2'}}"},
    {"capacity.model", "'capacity':{'x':{'kind':'slots','slots':1,'model':'amazon.nova-pro-v1:0'}}",
     "'capacity':{'x':{'kind':'slots','slots':1,'model':'anthropic.claude-sonnet-4-6'}}"},
    {"capacity.kind", "", UNLIM},
    {"capacity.slots", "", "'capacity':{'all':{'slots':1}}"},
    {"capacity.queue", "", "'capacity':{'all':{'queue':9}}"},
    {"capacity.calls", SHARED "'calls':2}}", SHARED "'calls':3}}"},
    {"capacity.tokens_per_s", SHARED "'tokens_per_s':200}}", SHARED "'tokens_per_s':300}}"},
    {"capacity.max_in_service", SHARED "'calls':2}}", SHARED "'calls':2,'max_in_service':2}}"},
    {"capacity.background_share", "", "'capacity':{'all':{'background_share':0.5}}"},
    {"capacity.background_swing", SHARED "'calls':4,'background_share':0.5}}",
     SHARED "'calls':4,'background_share':0.5,'background_swing':0.4}}"},
    {"capacity.background_peak_hour",
     SHARED "'calls':4,'background_share':0.5,'background_swing':0.4}}",
     SHARED "'calls':4,'background_share':0.5,'background_swing':0.4,'background_peak_hour':2}}"},
    {"capacity.background_weekend",
     "'capacity':{'all':{'background_share':0.5}},'background':{'start_weekday':'sunday'}",
     "'capacity':{'all':{'background_share':0.5,'background_weekend':0}},'background':{'start_"
     "weekday':'sunday'}"},
    {"model.model", "'models':{'m':{'model':'amazon.nova-pro-v1:0','base_ttft_ms':3000}}",
     "'models':{'m':{'model':'anthropic.claude-sonnet-4-6','base_ttft_ms':3000}}"},
    {"model.base_ttft_ms", "", "'models':{'m':{'base_ttft_ms':3000}}"},
    {"model.prefill_tokens_per_s", "", "'models':{'m':{'prefill_tokens_per_s':1000}}"},
    {"model.output_tokens_per_s", "", "'models':{'m':{'output_tokens_per_s':30}}"},
    {"model.ttft_sigma", "", "'models':{'m':{'ttft_sigma':1}}"},
    {"model.rate_sigma", "", "'models':{'m':{'rate_sigma':1}}"},
    {"model.ttft_quantiles_ms", "", "'models':{'m':{'ttft_quantiles_ms':{'p50':800,'p99':4000}}}"},
    {"model.output_rate_quantiles", "",
     "'models':{'m':{'output_rate_quantiles':{'p10':30,'p90':90}}}"},
    {"model.output_burndown", "", "'models':{'m':{'output_burndown':15}}"},
    {"model.max_output_tokens", "'classes':{'chat':{'max_tokens':'unset'}}",
     "'classes':{'chat':{'max_tokens':'unset'}},'models':{'m':{'max_output_tokens':2000}}"},
    {"price.source_region", PRICED(""), PRICED(",'source_region':'eu-west-1'")},
    {"price.model", PRICED(""), PRICED(",'model':'amazon.nova-pro-v1:0'")},
    {"price.kind", PRICED(""), PRICED(",'kind':'global'")},
    {"price.tier", PRICED(""), PRICED(",'tier':'batch'")},
    {"price.input_usd_per_mtok", PRICED(""),
     "'prices':{'p':{'input_usd_per_mtok':4,'output_usd_per_mtok':9}}"},
    {"price.output_usd_per_mtok", PRICED(""),
     "'prices':{'p':{'input_usd_per_mtok':2,'output_usd_per_mtok':18}}"},
    {"price.cache_read_usd_per_mtok",
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':1"),
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':3,'cache_write_usd_per_mtok':1")},
    {"price.cache_write_usd_per_mtok",
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':1"),
     PREFIX "," PRICED(",'cache_read_usd_per_mtok':1,'cache_write_usd_per_mtok':3")},
    {"price.long_above_tokens", PRICED(",'long_above_tokens':2000,'long_input_usd_per_mtok':5"),
     PRICED(",'long_above_tokens':1000,'long_input_usd_per_mtok':5")},
    {"price.long_input_usd_per_mtok",
     PRICED(",'long_above_tokens':2000,'long_input_usd_per_mtok':5"),
     PRICED(",'long_above_tokens':2000,'long_input_usd_per_mtok':7")},
    {"price.long_output_usd_per_mtok", PRICED(",'long_above_tokens':2000"),
     PRICED(",'long_above_tokens':2000,'long_output_usd_per_mtok':50")},
    {"outage.kind", OUT("'kind':'serving-loss'"), OUT("'kind':'stall'")},
    {"outage.regions", OUT("'kind':'serving-loss'"),
     "'outages':{'o':{'kind':'serving-loss','start_s':100,'duration_s':120,'regions':['us-east-1']}"
     "}"},
    {"outage.geography",
     "'outages':{'o':{'kind':'serving-loss','start_s':100,'duration_s':120,'geography':'us'}}",
     "'outages':{'o':{'kind':'serving-loss','start_s':100,'duration_s':120,'geography':'eu'}}"},
    {"outage.models", OUT("'kind':'serving-loss','models':['amazon.nova-pro-v1:0']"),
     OUT("'kind':'serving-loss','models':['anthropic.claude-sonnet-4-6']")},
    {"outage.start_s", OUT("'kind':'serving-loss'"),
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':300,'duration_s':120}"
     "}"},
    {"outage.duration_s", OUT("'kind':'serving-loss'"),
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':100,'duration_s':30}"
     "}"},
    {"outage.incident",
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':0,'incident':'us-"
     "east-1/2023-06-13'}},'traffic':{'calls':{'warp':0.01}}",
     "'outages':{'o':{'kind':'serving-loss','regions':['eu-west-2'],'start_s':0,'incident':'us-"
     "east-1/2024-07-30'}},'traffic':{'calls':{'warp':0.01}}"},
    {"outage.events", "", "'outages':{'o':{'kind':'serving-loss','events':'events.csv'}}"},
    {"outage.mean_up_h", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.02,'repair_p50_min':1,'repair_p90_min':2")},
    {"outage.repair", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair':'exponential'")},
    {"outage.repair_p50_min", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.05,'repair_p50_min':0.3,'repair_p90_min':2")},
    {"outage.repair_p90_min", DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':9")},
    {"outage.independent", GEO "," DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2"),
     GEO "," DRAWN("'mean_up_h':0.05,'repair_p50_min':1,'repair_p90_min':2,'independent':false")},
    {"outage.error_share", OUT("'kind':'brown-out','error_share':0.1"),
     OUT("'kind':'brown-out','error_share':0.9")},
    {"outage.slowdown", OUT("'kind':'brown-out','slowdown':2"),
     OUT("'kind':'brown-out','slowdown':4")},
    {"outage.capacity_factor", OUT("'kind':'brown-out','capacity_factor':1,'slowdown':1.1"),
     OUT("'kind':'brown-out','capacity_factor':0.5,'slowdown':1.1")},
    {"outage.added_ms", OUT("'kind':'latency','added_ms':100"),
     OUT("'kind':'latency','added_ms':900")},
    {"outage.quota_factor", OUT("'kind':'quota-cut','quota_factor':0.1"),
     OUT("'kind':'quota-cut','quota_factor':0.5")},
    {"outage.ramp_s", OUT("'kind':'serving-loss'"), OUT("'kind':'serving-loss','ramp_s':300")},
    {"outage.serving_survives",
     "'classes':{'chat':{'mode':'geographic','source_region':'eu-west-1'}},'routing':{'policy':'"
     "fixed-share','shares':{'eu-west-3':1,'eu-west-1':1}},'outages':{'o':{'start_s':100,'duration_"
     "s':120,'regions':['eu-west-3'],'kind':'region-loss'}}",
     "'classes':{'chat':{'mode':'geographic','source_region':'eu-west-1'}},'routing':{'policy':'"
     "fixed-share','shares':{'eu-west-3':1,'eu-west-1':1}},'outages':{'o':{'start_s':100,'duration_"
     "s':120,'regions':['eu-west-3'],'kind':'region-loss','serving_survives':true}}"},
    {"outage.quota_survives",
     "'quotas':{'all':{'tokens_per_day':200000}}," OUT("'kind':'region-loss'"),
     "'quotas':{'all':{'tokens_per_day':200000}}," OUT(
         "'kind':'region-loss','quota_survives':false")},
    {"outage.detection_delay_s", GEO "," OUT("'kind':'serving-loss'"),
     GEO "," OUT("'kind':'serving-loss','detection_delay_s':90")},
    {"outage.in_flight", OUT("'kind':'serving-loss'") "," UNLIM,
     OUT("'kind':'serving-loss','in_flight':'kept'") "," UNLIM},
    {"scenario.seed", "", "'seed':2"},
    {"scenario.horizon_s", "", "'horizon_s':200"},
    {"scenario.drain_s", "'models':{'m':{'output_tokens_per_s':1}}," UNLIM,
     "'models':{'m':{'output_tokens_per_s':1}}," UNLIM ",'drain_s':1"},
    {"scenario.reserve_cache_reads", "'classes':{'chat':{'cached_share':0.7}}",
     "'classes':{'chat':{'cached_share':0.7}},'reserve_cache_reads':true"},
    {"scenario.allow_retired",
     "'classes':{'chat':{'mode':'geographic','source_region':'us-west-2','model':'anthropic.claude-"
     "3-7-sonnet-20250219-v1:0'}}," UNLIM,
     "'classes':{'chat':{'mode':'geographic','source_region':'us-west-2','model':'anthropic.claude-"
     "3-7-sonnet-20250219-v1:0'}},'allow_retired':true," UNLIM},
    {"scenario.account_tokens_per_day", "", "'account_tokens_per_day':100000"},
    {"scenario.monthly_requests", "", "'monthly_requests':1000000"},
    {"scenario.traffic", "", "'traffic':{'calls':{'scale':2}}"},
    {"scenario.classes", "", "'classes':{'chat':{'max_tokens':400}}"},
    {"scenario.clients", "", "'clients':{'default':{'retry':'none'}}"},
    {"scenario.routing", GEO, GEO ",'routing':{'refusal_ms':900}"},
    {"scenario.destinations", GEO,
     GEO ",'destinations':{'eu':{'eu-west-3':false,'eu-west-1':false}}"},
    {"scenario.quotas", "", "'quotas':{'all':{'tokens_per_min':20000}}"},
    {"scenario.quota_rules", "", "'quota_rules':{'refill_minute':'sliding-window'}"},
    {"scenario.quota_changes", "", "'quota_changes':{'c':{'at_s':100,'tokens_per_min':5000}}"},
    {"scenario.provisioned", UNITS("2", "20000", "10", ""), UNITS("1", "20000", "10", "")},
    {"scenario.cache", "'traffic':{'calls':{'trace':'keys.csv'}}", PREFIX},
    {"scenario.background", "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}}",
     "'capacity':{'all':{'background_share':0.5,'background_swing':0.4}},'background':{'start_hour_"
     "utc':14}"},
    {"scenario.capacity", "", "'capacity':{'all':{'slots':1}}"},
    {"scenario.models", "", "'models':{'m':{'base_ttft_ms':3000}}"},
    {"scenario.prices", "", PRICED("")},
    {"scenario.outages", "", OUT("'kind':'serving-loss'")},
    {"slo.goodput_ttft_s", "", "!'slo':{'goodput_ttft_s':1}"},
};

/* Not a part of the simulated world, or the same in every arm; tested elsewhere (golden, corpus).
 */
static const char *const exempt[] = {"class.application",
                                     "slo.success_rate_min",
                                     "slo.throttled_share_max",
                                     "slo.ttft_p95_s_max",
                                     "slo.e2e_p95_s_max",
                                     "slo.e2e_p99_s_max",
                                     "slo.goodput_e2e_s",
                                     "indifference.",
                                     "arm.",
                                     "scenario.$schema",
                                     "scenario.format",
                                     "scenario.version",
                                     "scenario.title",
                                     "scenario.description",
                                     "scenario.replications",
                                     "scenario.resample_block_s",
                                     "scenario.slo",
                                     "scenario.indifference",
                                     "scenario.arms"};

static int n_failures;

static char *quoted(const char *text)
{
    char *copy = sim_strdup(text);

    for (char *c = copy; *c != '\0'; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

/* Results of the base scenario with these overrides in the two arms; NULL if it was refused. */
static struct results *run(const char *a, const char *b, struct sim_text *said)
{
    struct sim_text text = {0};
    struct catalog *catalog = NULL;
    struct sim_diag diag;
    struct scenario *scenario;
    struct plan *plan = NULL;
    struct results *results = NULL;
    struct sim_error err = {.status = SIM_OK};
    char *base, *at;
    size_t length;

    sim_diag_init(&diag);
    if (sim_file_read(SOURCE_DIR "/tests/keys/base.json", 1 << 20, &base, &length, &err) != SIM_OK)
        abort();
    at = strstr(base, "\"arms\"");
    sim_text_add_bytes(&text, base, (size_t)(at - base));
    sim_text_addf(
        &text,
        "\"arms\":{\"a\":{\"mode\":\"single-region\",\"unpaired\":true,\"overrides\":{%s}},"
        "\"b\":{\"mode\":\"single-region\",\"unpaired\":true,\"overrides\":{%s}}}}",
        a, b);
    free(base);
    scenario = scenario_parse(SOURCE_DIR "/tests/keys/base.json", text.data, text.length, &diag);
    if (catalog_open(&catalog, NULL, &diag) != SIM_OK)
        abort();
    if (scenario != NULL)
        plan = plan_create(scenario, catalog, &(struct plan_options){0}, &diag);
    if (plan != NULL &&
        compare_run(plan, &(struct compare_options){.study = "compare", .n_threads = 1}, &results,
                    &err) != SIM_OK)
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

static bool same_value(const struct results_value *x, const struct results_value *y)
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

static bool same_arms(const struct results *results)
{
    const struct results_arm *a = &results->arms[0];
    const struct results_arm *b = &results->arms[1];
    struct sim_text text = {0}, other = {0};
    bool same;

    for (uint32_t i = 0; i < results->n_metrics; i++)
        if (!same_value(&results->metrics[i].arms[0], &results->metrics[i].arms[1]))
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

static void try_row(const struct row *row)
{
    bool refused = row->b[0] == '!';
    char *a = quoted(row->a);
    char *b = quoted(row->b + refused);
    struct sim_text said = {0};
    struct results *results = run(a, b, &said);

    if (refused && results != NULL && results->arms[1].allowed) {
        printf("%s: was not refused: %s\n", row->key, row->b);
        n_failures++;
    } else if (!refused && results == NULL) {
        printf("%s: cannot be run:\n%s", row->key, said.data != NULL ? said.data : "");
        n_failures++;
    } else if (!refused && same_arms(results)) {
        printf("%s: changes nothing\n  a: %s\n  b: %s\n", row->key, row->a, row->b);
        n_failures++;
    }
    results_destroy(results);
    sim_text_release(&said);
    free(a);
    free(b);
}

static bool has_row(const char *key)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].key, key) == 0)
            return true;
    for (size_t i = 0; i < sizeof exempt / sizeof exempt[0]; i++) {
        size_t n = strlen(exempt[i]);

        if (strcmp(exempt[i], key) == 0 ||
            (exempt[i][n - 1] == '.' && strncmp(exempt[i], key, n) == 0))
            return true;
    }
    return false;
}

static uint32_t check_object(const struct schema_object *object)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < object->n_keys; i++) {
        char key[128];

        snprintf(key, sizeof key, "%s.%s", object->name, object->keys[i].key);
        n++;
        if (!has_row(key)) {
            printf("%s: no row shows that it changes anything\n", key);
            n_failures++;
        }
        if (object->keys[i].object != NULL)
            n += check_object(object->keys[i].object);
    }
    return n;
}

int main(int argc, char **argv)
{
    uint32_t n = check_object(&schema_root);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (argc < 2 || strcmp(rows[i].key, argv[1]) == 0)
            try_row(&rows[i]);
    printf("%u keys, %zu rows, %d failures\n", n, sizeof rows / sizeof rows[0], n_failures);
    return n_failures > 0 ? 1 : 0;
}
