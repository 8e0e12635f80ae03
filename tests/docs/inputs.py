"""inputs.py FOLDER: small inputs of each kind that a user may have, made up."""
import csv, gzip, json, pathlib, sys
from datetime import datetime, timedelta, timezone

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
begin = datetime(2026, 3, 2, 10, 0, 0, tzinfo=timezone.utc)
ARN = "arn:aws:bedrock:eu-west-2:111122223333:inference-profile/eu.anthropic.claude-sonnet-4-6"


def at(i):
    return begin + timedelta(seconds=i)


def record(i):
    return {"schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": at(i).strftime("%Y-%m-%dT%H:%M:%SZ"), "accountId": "111122223333",
            "region": "eu-west-2", "requestId": f"r-{i}", "operation": "Converse", "modelId": ARN, "inferenceRegion": "eu-west-3",
            "input": {"inputTokenCount": 900 + i % 200, "inputBodyJson": {"inferenceConfig": {"maxTokens": 1000}}},
            "output": {"outputTokenCount": 100 + i % 50, "outputBodyJson": {"stopReason": "end_turn", "metrics": {"latencyMs": 2400}}}}


records = [record(i) for i in range(600)]
logs = folder / "AWSLogs/111122223333/BedrockModelInvocationLogs/eu-west-2/2026/03/02/10"
logs.mkdir(parents=True, exist_ok=True)
with gzip.open(logs / "part.json.gz", "wt") as file:
    file.writelines(json.dumps(r) + "\n" for r in records)
ms = lambda i: int(at(i).timestamp() * 1000)
dump = lambda name, value: (folder / name).write_text(json.dumps(value, indent=1), encoding="utf-8")
dump("events.json", {"events": [{"logStreamName": "s", "timestamp": ms(i), "message": json.dumps(r), "ingestionTime": ms(i), "eventId": str(i)}
                                for i, r in enumerate(records)], "searchedLogStreams": []})
dump("answer.json", {"results": [[{"field": "@timestamp", "value": at(i).strftime("%Y-%m-%d %H:%M:%S.000")}, {"field": "@message", "value": json.dumps(r)},
                                  {"field": "@ptr", "value": str(i)}] for i, r in reversed(list(enumerate(records)))],
                     "statistics": {"recordsMatched": 600.0}, "status": "Complete"})
with open(folder / "console.csv", "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["@timestamp", "@message"])
    rows.writerows([at(i).strftime("%Y-%m-%d %H:%M:%S.000"), json.dumps(r)] for i, r in enumerate(records))
call = lambda i: {"eventTime": at(i).strftime("%Y-%m-%dT%H:%M:%SZ"), "eventSource": "bedrock.amazonaws.com", "eventName": "Converse", "awsRegion": "eu-west-2",
                  "requestParameters": {"modelId": "eu.anthropic.claude-sonnet-4-6"}, "requestID": f"r-{i}", "eventID": f"e-{i}",
                  "additionalEventData": {"inferenceRegion": "eu-west-3", "inputTokens": 900 + i % 200, "outputTokens": 100 + i % 50}}
dump("trail.json", {"Events": [{"EventId": f"e-{i}", "EventName": "Converse", "EventTime": at(i).isoformat(), "CloudTrailEvent": json.dumps(call(i))}
                               for i in range(600)]})
minutes = [(begin + timedelta(minutes=m)).isoformat() for m in range(10)]
dump("metrics.json", {"MetricDataResults": [
    {"Id": f"m{k}", "Label": f"eu.anthropic.claude-sonnet-4-6 {name}", "Timestamps": minutes[::-1], "Values": [value] * 10, "StatusCode": "Complete"}
    for k, (name, value) in enumerate([("Invocations", 60.0), ("InputTokenCount", 60000.0), ("OutputTokenCount", 7500.0)])], "Messages": []})
with open(folder / "my.csv", "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["time_s", "input_tokens", "output_tokens"])
    rows.writerows([i, 900 + i % 200, 100 + i % 50] for i in range(600))
with open(folder / "azure.csv", "w", newline="") as file:
    rows = csv.writer(file)
    rows.writerow(["TIMESTAMP", "ContextTokens", "GeneratedTokens"])
    rows.writerows([at(i).strftime("%Y-%m-%d %H:%M:%S.0000000"), 900 + i % 200, 100 + i % 50] for i in range(600))
(folder / "mooncake.jsonl").write_text("".join(json.dumps({"timestamp": i * 1000, "input_length": 900, "output_length": 100, "hash_ids": [i, i + 1]}) + "\n" for i in range(600)))
