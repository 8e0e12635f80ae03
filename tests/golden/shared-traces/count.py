# Counts of the public traces without crisim: name, rows, span [s], input and output tokens.
import csv,json,sys,datetime
T=sys.argv[1]+'/'
def out(name,rows,span,i,o): print(f"{name} {rows} {span:.1f} {i} {o}")
def iso(s): 
    s=s.replace('Z','+00:00').replace(' ','T')
    if '+' not in s[10:]: s+='+00:00'
    if '.' in s:
        a,b=s.split('.'); f,z=b.split('+'); s=a+'.'+f[:6]+'+'+z
    return datetime.datetime.fromisoformat(s).timestamp()
for f in ['azure-llm-2023-conv.csv','azure-llm-2024-code-head5-tail5.csv','azure-llm-2024-conv-head5-tail5.csv']:
    r=list(csv.DictReader(open(T+f))); t=[iso(x['TIMESTAMP']) for x in r]
    out(f,len(r),max(t)-min(t),sum(int(x['ContextTokens']) for x in r),sum(int(x['GeneratedTokens']) for x in r))
for f in ['burstgpt-1-head400.csv','burstgpt-3-head4.csv']:
    r=list(csv.DictReader(open(T+f))); t=[float(x['Timestamp']) for x in r]
    out(f,len(r),max(t)-min(t),sum(int(x['Request tokens']) for x in r),sum(int(x['Response tokens']) for x in r))
r=list(csv.DictReader(open(T+'vidur-splitwise-conv.csv'))); t=[float(x['arrived_at']) for x in r]
out('vidur-splitwise-conv.csv',len(r),max(t)-min(t),sum(int(x['num_prefill_tokens']) for x in r),sum(int(x['num_decode_tokens']) for x in r))
r=[json.loads(l) for l in open(T+'mooncake-conversation.jsonl') if l.strip()]; t=[x['timestamp']/1000 for x in r]
out('mooncake-conversation.jsonl',len(r),max(t)-min(t),sum(x['input_length'] for x in r),sum(x['output_length'] for x in r))
r=[json.loads(l) for l in open(T+'ragpulse-trace.jsonl') if l.strip()]; t=[int(x['timestamp']) for x in r]
out('ragpulse-trace.jsonl',len(r),max(t)-min(t),sum(x['input_length'] for x in r),sum(x['output_length'] for x in r))
k=next(i for i in range(1,len(t)) if t[i]<t[i-1]-300000); u=t[:k]+[x+604800 for x in t[k:]]
out('ragpulse-trace.jsonl',len(r),max(u)-min(u),sum(x['input_length'] for x in r),sum(x['output_length'] for x in r))
r=[json.loads(l) for l in open(T+'claude-code-weka-head.jsonl') if l.strip()]
s={}
for x in r: s.setdefault(x['session_id'],len(s))
t=[x['request_arrival_delta_s']+600*s[x['session_id']] for x in r]
out('claude-code-weka-head.jsonl',len(r),max(t)-min(t),sum(x['input_tokens'] for x in r),sum(x['output_tokens'] for x in r))
B=T+'bedrock-logs/'
r=[json.loads(l) for l in open(B+'model-invocation-logs.jsonl') if l.strip()]
def inp(x): i=x['input']; return i['inputTokenCount']+i.get('cacheReadInputTokenCount',0)+i.get('cacheWriteInputTokenCount',0)
t=[iso(x['timestamp']) for x in r]; out('bedrock-logs/model-invocation-logs.jsonl',len(r),max(t)-min(t),sum(map(inp,r)),sum(x['output']['outputTokenCount'] for x in r))
d=json.load(open(B+'insights-get-query-results.json')); r=[json.loads({f['field']:f['value'] for f in x}['@message']) for x in d['results']]
t=[iso(x['timestamp']) for x in r]; out('bedrock-logs/insights-get-query-results.json',len(r),max(t)-min(t),sum(map(inp,r)),sum(x['output']['outputTokenCount'] for x in r))
d=json.load(open(B+'cloudtrail-lookup-events.json')); r=[json.loads(x['CloudTrailEvent']) for x in d['Events']]
t=[iso(x['eventTime']) for x in r]; out('bedrock-logs/cloudtrail-lookup-events.json',len(r),max(t)-min(t),sum(x['additionalEventData']['inputTokens'] for x in r),sum(x['additionalEventData']['outputTokens'] for x in r))
