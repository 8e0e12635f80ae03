#!/bin/sh
# run.sh CRISIM [OPTION...]: compares crisim with the oracle; 77 where there is no Python 3.
if ! command -v python3 >/dev/null 2>&1; then
    echo "skipped: python3 is not installed"
    exit 77
fi
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
exec python3 "$(dirname "$0")/compare.py" "$@"
