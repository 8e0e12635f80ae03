#!/bin/sh
# reference.sh CRISIM ROOT: every record of the reference files is in `crisim catalog list`, none is
# invented, and making the tables anew gives the same bytes. Skips without the reference files.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
reference=$2/../shared/reference
[ -d "$reference" ] || { echo "skipped: ../shared/reference is absent"; exit 77; }
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }
exec python3 "$here/reference.py" "$1" "$2" "$reference"
