#!/bin/sh
# check_layers.sh TREE layers|headers|lists|doors [CC]: the rules of the house.
#   layers   an #include uses only rooms that the room's crisim_room() line in CMakeLists.txt names
#   headers  every header compiles alone
#   lists    every row of a *_list.h has its file, and every such file its row
#   doors    third-party headers are included behind their one door only, and memory on the heap is
#            taken from sim/base/memory.h only; arrays are put in order by sim/base/sort.h only
set -eu
tree=$1
check=$2
cc=${3:-cc}
cd "$tree"
bad=0

say() {
    printf '%s\n' "$*"
    bad=1
}

# "room used used ..." for each crisim_room() of CMakeLists.txt, on one line each.
rooms() {
    tr '\n' ' ' <CMakeLists.txt | grep -oE 'crisim_room\([^)]*\)' |
        sed -E 's/crisim_room\(//; s/\)//; s/ LIBS.*//; s/ USES / /; s/ +/ /g'
}

# The room a path belongs to: the longest room name that its folder starts with.
room_of() {
    case $1 in
    models/*) echo models ;;
    *) echo "$1" | cut -d/ -f1,2 ;;
    esac
}

case $check in
layers)
    # One awk for all files: each includes line is judged by the rooms of CMakeLists.txt, which come first.
    find sim models scenarios analysis -name '*.[ch]' | sort >"${TMPDIR:-/tmp}/files.$$"
    rooms >"${TMPDIR:-/tmp}/rooms.$$"
    trap 'rm -f "${TMPDIR:-/tmp}/rooms.$$" "${TMPDIR:-/tmp}/files.$$"' EXIT
    # shellcheck disable=SC2046
    awk '
        function room_of(path,    part) {
            if (path ~ /^models\//)
                return "models"
            split(path, part, "/")
            return part[1] "/" part[2]
        }
        FILENAME == ARGV[1] {
            known[$1] = 1
            for (i = 1; i <= NF; i++)
                may_use[$1, $i] = 1
            next
        }
        FNR == 1 {
            room = FILENAME == "analysis/cli/main.c" ? "analysis/cli" : room_of(FILENAME)
            if (!(room in known))
                print FILENAME ": its room \047" room "\047 is not in CMakeLists.txt"
        }
        /^#include "[^"]+"/ {
            split($0, quoted, "\"")
            header = quoted[2]
            used = room_of(header)
            if (header !~ /^(sim|models|scenarios|analysis)\//)
                print FILENAME ": \"" header "\" is not written from the root"
            else if (!((room, used) in may_use))
                print FILENAME ": includes " header ", but \047" room "\047 may not use \047" used "\047"
        }' "${TMPDIR:-/tmp}/rooms.$$" $(cat "${TMPDIR:-/tmp}/files.$$") >"${TMPDIR:-/tmp}/found.$$"
    cat "${TMPDIR:-/tmp}/found.$$"
    [ -s "${TMPDIR:-/tmp}/found.$$" ] && bad=1
    rm -f "${TMPDIR:-/tmp}/found.$$"
    ;;
headers)
    for header in $(find sim models scenarios analysis -name '*.h' | sort); do
        "$cc" -std=c17 -D_POSIX_C_SOURCE=200809L -DCRISIM_VERSION='"x"' -I. -fsyntax-only -x c \
            "$header" || say "$header does not compile alone"
    done
    ;;
lists)
    for list in $(find . -path ./build -prune -o -name '*_list.h' -print | sort); do
        folder=$(dirname "$list")
        stem=$(basename "$list" _list.h)
        for row in $(grep -oE '\bX\([a-z0-9_]+\)' "$list" | sed -E 's/X\((.*)\)/\1/'); do
            [ -f "$folder/${stem}_$row.c" ] || say "$list: row '$row' has no ${stem}_$row.c"
        done
    done
    ;;
doors)
    door() { # HEADER-PATTERN FILE-PATTERN
        grep -rnE "#include <$1>" sim models scenarios analysis --include='*.[ch]' |
            grep -vE "^$2:" | sed 's/$/: behind its door only/' || true
    }
    found=$(
        door 'cjson/.*' 'sim/base/json_in\.c'
        door 'csv\.h' 'sim/base/csv_in\.c'
        door '(zlib|zstd)\.h' 'sim/base/stream_in\.c'
        door 'gsl/.*' '(sim/kernel|analysis/stats)/[a-z_]+\.c'
        door 'spawn\.h' 'sim/base/child\.c'
        door 'mpi\.h' 'analysis/exec/[a-z_]+\.c'
        grep -rnE '\b(malloc|calloc|realloc|strdup|strndup|reallocarray|aligned_alloc)\(' \
            sim models scenarios analysis --include='*.[ch]' |
            grep -vE '^sim/base/memory\.c:' | sed 's/$/: memory comes from sim\/base\/memory.h/' || true
        grep -rnE '\b(qsort|qsort_r|bsearch|lfind|lsearch)\(' sim models scenarios analysis \
            --include='*.[ch]' | grep -vE '^sim/base/sort\.[ch]:' |
            sed 's/$/: arrays are put in order by sim\/base\/sort.h/' || true
    )
    [ -z "$found" ] || say "$found"
    ;;
*)
    say "unknown check '$check'"
    ;;
esac
exit $bad
