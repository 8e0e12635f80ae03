#!/bin/sh
# make.sh CRISIM TRACE: docs/example-report and page 1 as a picture, made again. TRACE is AzureLLMInferenceTrace_conv.csv of the
# Azure Public Dataset (https://github.com/Azure/AzurePublicDataset, data/; CC-BY-4.0, Patel et al., ISCA 2024). Of it nothing is kept: only
# what the review says. Needs gnuplot, chromium and poppler-utils. The same program and trace give the same text and figures.
set -eu
[ $# -eq 2 ] || { echo "make.sh CRISIM TRACE" >&2; exit 2; }
crisim=$(realpath -- "$1")
trace=$(realpath -- "$2")
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
ln -s "$trace" azure-conversation.csv
CRISIM_COMMAND=crisim
export CRISIM_COMMAND
code=0
"$crisim" review --trace azure-conversation.csv --model opus-5.5 --source-region eu-west-2 \
    --set load=6 --set 'title=An assistant on Claude Opus 5.5 from London, at six times the traffic of a public trace' \
    --set 'owner=the platform team (an example)' \
    --slo success=99% --slo e2e_p95=30s --monthly-requests 10M -q --out example >page-1.txt || code=$?
[ "$code" -le 1 ] || exit "$code"
"$crisim" report example --pdf >/dev/null
rm -f "$here"/*.md "$here"/*.svg "$here"/*.pdf "$here"/*.txt
cp page-1.txt example/report.md example/report.pdf example/adr.md example/figure-*.svg "$here/"
pdftoppm -r 90 -f 1 -l 1 -png -singlefile example/report.pdf page-1
cp page-1.png "$here/../images/page-1.png"
du -sh "$here"
