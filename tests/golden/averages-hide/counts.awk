# Native CSV with calendar times of one day to what get-metric-statistics answers for periods of
# `period` seconds.
BEGIN { FS = "," }
NR > 1 {
    split(substr($1, 12), t, /[:Z]/)
    w = int((t[1] * 3600 + t[2] * 60 + t[3]) / period)
    day = substr($1, 1, 10)
    calls[w]++; sums["InputTokenCount", w] += $2; sums["OutputTokenCount", w] += $3
    if (w > last) last = w
    if (first == "" || w < first) first = w
}
function answer(metric, w, s, separator) {
    printf "{\"Label\": \"%s\", \"Datapoints\": [", metric
    for (w = last; w >= first; w--)
        if (w in calls) {
            s = w * period
            printf "%s{\"Timestamp\": \"%sT%02d:%02d:%02d+00:00\", \"Sum\": %d.0, \"SampleCount\": %d.0}", separator, day, s / 3600, s / 60 % 60, s % 60, sums[metric, w], calls[w]
            separator = ", "
        }
    print "]}"
}
END { answer("InputTokenCount"); answer("OutputTokenCount") }
