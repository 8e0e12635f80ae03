#!/bin/sh
# run.sh CRISIM [OPTION...]: compares crisim with the oracle; run.sh --output CRISIM [SEED CASES]: answers that an output quota ends,
# with a third simulator, of these alone; run.sh --coverage CRISIM [DRAWS]: which keys are drawn. 77 where there is no Python 3.
if ! command -v python3 >/dev/null 2>&1; then
    echo "skipped: python3 is not installed"
    exit 77
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
script=compare.py
if [ "$1" = --output ]; then
    script=output.py
    shift
fi
if [ "$1" = --coverage ]; then
    script=coverage.py
    shift
fi
exec python3 "$(dirname "$0")/$script" "$@"
