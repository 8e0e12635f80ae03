#!/bin/sh
# run.sh CRISIM [OPTION...]: compares crisim with the oracle; run.sh --output CRISIM [SEED CASES]: answers that an output quota ends,
# with a third simulator, of these alone. 77 where there is no Python 3.
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
exec python3 "$(dirname "$0")/$script" "$@"
