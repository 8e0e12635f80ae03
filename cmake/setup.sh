# setup.sh: sourced by run.sh and test.sh: installs what is missing, configures and builds.
# Talks on stderr only. Ends the script with status 69 when the set-up is impossible.

# gnuplot draws the figures of reports; python3 is for the tests' second simulator only.
CRISIM_PACKAGES="gcc libc6-dev make cmake ninja-build pkg-config libgsl-dev libcsv-dev libcjson-dev \
check libsubunit-dev zlib1g-dev libzstd-dev gnuplot-nox python3"

crisim_say() {
    printf '%s\n' "$*" >&2
}

crisim_stop() {
    crisim_say "$@"
    exit 69
}

# Packages of the list that are not installed.
crisim_missing() {
    for package in $CRISIM_PACKAGES "$@"; do
        status=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null) || status=
        case $status in
        ii*) ;;
        *) printf ' %s' "$package" ;;
        esac
    done
}

crisim_install() {
    if ! command -v dpkg-query >/dev/null 2>&1 || ! command -v apt-get >/dev/null 2>&1; then
        if command -v cmake >/dev/null 2>&1 && command -v pkg-config >/dev/null 2>&1 &&
            pkg-config --exists libcjson libzstd gsl zlib check 2>/dev/null; then
            return 0
        fi
        crisim_stop "crisim: this is not Debian; install these (under the names of your system) and try again:" \
            "a C17 compiler, cmake >= 3.25, ninja or make, pkg-config, GSL, libcsv, cJSON, Check, zlib, zstd, gnuplot, python3"
    fi
    missing=$(crisim_missing "$@")
    [ -n "$missing" ] || return 0
    line="apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        command -v sudo >/dev/null 2>&1 &&
            crisim_stop "crisim: packages are missing and this user may not install them; run:" \
                "sudo apt-get update && sudo $line"
        crisim_stop "crisim: packages are missing and this user may not install them; as root, run:" "apt-get update && $line"
    fi
    crisim_say "crisim: installing$missing"
    log=$(mktemp) || crisim_stop "crisim: no temporary file can be made"
    # Package lists may be old or, on a bare image, not there at all: only then are they fetched.
    # What apt-get says matters to nobody unless the packages cannot be had.
    # shellcheck disable=SC2086
    if ! { $as_root env DEBIAN_FRONTEND=noninteractive $line >"$log" 2>&1 ||
        { $as_root apt-get update >"$log" 2>&1 && $as_root env DEBIAN_FRONTEND=noninteractive $line >>"$log" 2>&1; }; }; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        crisim_stop "crisim: the packages could not be installed; the commands were:" "apt-get update && $line"
    fi
    rm -f "$log"
}

# crisim_own FOLDER: stops where this user cannot write to what is there already; cmake would only say that it failed.
crisim_own() {
    [ -d "$1" ] || return 0
    # A marker, not a test of permissions: those do not know of read-only file systems.
    if ! (: >"$1/.writable") 2>/dev/null || ! rm -f "$1/.writable" 2>/dev/null || ! [ ! -f "$1/CMakeCache.txt" -o -w "$1/CMakeCache.txt" ]; then
        # On a read-only file system not even the owner can.
        [ "$(stat -c %u "$1" 2>/dev/null)" != "$(id -u)" ] ||
            crisim_stop "crisim: $1 cannot be written to, though it is this user's own (a read-only file system?):" \
                "make it writable, or work in a clone elsewhere"
        crisim_stop "crisim: $1 belongs to $(stat -c %U "$1" 2>/dev/null || echo another user); $(id -un 2>/dev/null || id -u) cannot write there:" \
            "build as that user, remove the folder, or work in a clone of your own"
    fi
}

# crisim_build PRESET: configures once, then builds what changed; quiet unless it fails.
crisim_build() {
    preset=$1
    folder=$crisim_top/build/$preset
    log=$folder/build.log
    crisim_own "$crisim_top/build"
    crisim_own "$folder"
    mkdir -p "$folder" 2>/dev/null || crisim_stop "crisim: cannot write to $crisim_top"
    if [ ! -f "$folder/build.ninja" ] && [ ! -f "$folder/Makefile" ]; then
        crisim_say "crisim: configuring ($preset)"
        generator=
        command -v ninja >/dev/null 2>&1 && generator="-G Ninja"
        # shellcheck disable=SC2086
        (cd "$crisim_top" && cmake --preset "$preset" $generator) >"$log" 2>&1 || {
            tail -n 30 "$log" >&2
            crisim_stop "crisim: configuring failed; the whole log is $log"
        }
        crisim_say "crisim: building ($preset)"
    fi
    cmake --build "$folder" -j "$(nproc 2>/dev/null || echo 2)" >"$log" 2>&1 || {
        tail -n 40 "$log" >&2
        crisim_stop "crisim: the build failed; the whole log is $log"
    }
}

# crisim_tests FOLDER [ARGUMENT...]: ctest in a build folder; its last line says how many tests passed, failed
# and were skipped, and the processor time that they took. A part of a test that is left out prints a line
# "skipped: WHY", and is counted too.
crisim_tests() {
    folder=$1
    shift
    junit=$folder/tests.xml
    status=0
    rm -f "$junit"
    times >"$folder/times"
    (cd "$folder" && ctest --output-on-failure --no-tests=error --output-junit "$junit" "$@") || status=$?
    times >>"$folder/times"
    [ -f "$junit" ] || return "$status"
    # The second and the fourth line of times: user and system time of what this shell has waited for.
    seconds=$(tr 'ms' '  ' <"$folder/times" | awk 'NR == 2 { before = 60 * $1 + $2 + 60 * $3 + $4 }
        NR == 4 { printf "%.0f", 60 * $1 + $2 + 60 * $3 + $4 - before }')
    reasons=$(grep -aoE '(^|\| )skipped: .*' "$folder/Testing/Temporary/LastTest.log" | sed 's/^| //' | LC_ALL=C sort | uniq -c)
    [ -z "$reasons" ] || printf '%s\n' "$reasons"
    parts=$(printf '%s\n' "$reasons" | awk '{ n += $1 } END { print n + 0 }')
    awk -F '"' -v parts="$parts" -v seconds="$seconds" '
        !tests && /^\ttests=/ { tests = $2 } !failures && /^\tfailures=/ { failures = $2 } /^\tskipped=/ && !skipped { skipped = $2 }
        END { printf "%d passed, %d failed, %d skipped; %d s of user and system time\n", tests - failures - skipped, failures,
              (skipped > parts ? skipped : parts), seconds }' "$junit"
    return "$status"
}
