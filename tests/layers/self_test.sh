#!/bin/sh
# self_test.sh CHECK_LAYERS CC: the checks must fail on a tree that breaks each rule.
set -eu
check=$1
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
echo "all four checks can fail"
