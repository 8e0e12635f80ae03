#!/bin/sh
# self_test.sh FOLDER CC: the checks must fail on a tree that breaks each rule.
set -eu
check=$1/check_layers.sh
circles=$1/check_circles.sh
cc=$2
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/sim/base" "$tree/models/policy" "$tree/scenarios" "$tree/analysis"
cat >"$tree/CMakeLists.txt" <<'EOF'
crisim_room(sim/base LIBS m)
crisim_room(models USES sim/base)
EOF
echo '#define CRI_POLICY_LIST(X) X(good)' >"$tree/models/policy/policy_list.h"
echo 'int good;' >"$tree/models/policy/policy_good.c"
echo 'struct s { int x; };' >"$tree/models/world.h"
echo '#include "sim/base/ok.h"' >"$tree/models/world.c"
echo 'int ok(void);' >"$tree/sim/base/ok.h"
for rule in layers headers lists doors; do
    "$check" "$tree" $rule "$cc" || {
        echo "a good tree fails the check '$rule'"
        exit 1
    }
done
echo '#include "models/world.h"' >"$tree/sim/base/climb.c"
echo 'unknown_type x;' >"$tree/models/broken.h"
echo '#define CRI_POLICY_LIST(X) X(good) X(missing)' >"$tree/models/policy/policy_list.h"
printf '#include <%s>\n' zlib.h >"$tree/models/door.c"
for rule in layers headers lists doors; do
    if "$check" "$tree" $rule "$cc" >/dev/null 2>&1; then
        echo "a bad tree passes the check '$rule'"
        exit 1
    fi
done
# Each door alone.
for line in 'void *malloc(unsigned long); void *m = malloc(1);' 'void f(void) { qsort(0, 0, 1, 0); }'; do
    printf '%s\n' "$line" >"$tree/models/door.c"
    if "$check" "$tree" doors "$cc" >/dev/null 2>&1; then
        echo "passes the check 'doors': $line"
        exit 1
    fi
done
# Three files in a line are no circle; closed, they are.
echo 'int b(void); int a(void); int a(void) { return b(); }' >"$tree/a.c"
echo 'int c(void); int b(void); int b(void) { return c(); }' >"$tree/b.c"
echo 'int c(void); int c(void) { return 1; }' >"$tree/c.c"
library() {
    rm -f "$tree/lib.a"
    for file in a b c; do "$cc" -c -o "$tree/$file.c.o" "$tree/$file.c"; done
    ar rcs "$tree/lib.a" "$tree/a.c.o" "$tree/b.c.o" "$tree/c.c.o"
}
library
"$circles" "$tree/lib.a" || {
    echo "a good room has a circle"
    exit 1
}
echo 'int a(void); int c(void); int c(void) { return a(); }' >"$tree/c.c"
library
if "$circles" "$tree/lib.a" >/dev/null; then
    echo "a circle is not found"
    exit 1
fi
echo "all five checks can fail"
