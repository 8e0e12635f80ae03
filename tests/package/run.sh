#!/usr/bin/env bash
# run.sh TREE: what is installed. Two Debian packages of the same commit, built in two folders, are the same bytes; lintian has
# nothing to say; the manual page and the completions of bash, zsh and fish are made from the rows of this build and are taken by
# their shells; what was installed can be taken away again. Needs dpkg-dev, lintian, man-db, zsh and fish.
set -uo pipefail
tree=$(realpath "${1:?usage: run.sh TREE}")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

for tool in dpkg-shlibdeps lintian man zsh fish bash; do
    command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done

# Folders of unlike names and lengths; the second as git gives it, without what lies about.
build() {
    mkdir -p "$1"
    git -C "$tree" archive HEAD | tar -xf - -C "$1"
    SOURCE_DATE_EPOCH=$(git -C "$tree" log -1 --format=%ct)
    export SOURCE_DATE_EPOCH
    cmake -S "$1" -B "$1/out" -G Ninja -DCRISIM_TESTS=OFF -DCMAKE_BUILD_TYPE=Release >"$1.log" 2>&1 &&
        cmake --build "$1/out" -j 2 >>"$1.log" 2>&1 &&
        (cd "$1/out" && cpack -G DEB >>"$1.log" 2>&1) || { tail -n 20 "$1.log"; fail "a package from $1"; exit 1; }
}
build "$scratch/a"
build "$scratch/another/folder"
first=$(ls "$scratch"/a/out/*.deb)
second=$(ls "$scratch"/another/folder/out/*.deb)
cmp "$first" "$second" && echo "two folders, one package: $(stat -c %s "$first") bytes" || fail "the packages differ"

said=$(lintian "$first" 2>&1 | grep -v 'root privileges')
[ -z "$said" ] && echo "lintian: nothing" || fail "lintian: $said"

out=$scratch/a/out
"$out/crisim" completion manual >"$scratch/crisim.1"
said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$scratch/crisim.1" 2>&1 >/dev/null)
[ -z "$said" ] && echo "manual page: no warning" || fail "man: $said"
text=$(MANWIDTH=400 LC_ALL=C.UTF-8 man -l "$scratch/crisim.1" | col -b)
n=0
for command in $("$out/crisim" --help | sed -n '/^usage/,/^`crisim COMMAND/s/^  \([a-z]*\) .*/\1/p'); do
    grep -q "crisim $command" <<<"$text" || fail "the manual page does not name $command"
    for flag in $("$out/crisim" "$command" --help | sed -n 's/^  \(-., \)\{0,1\}\(--[a-z0-9-]*\).*/\2/p'); do
        n=$((n + 1))
        grep -q -- "$flag" <<<"$text" || fail "the manual page does not name $flag of $command"
        bash -c "$("$out/crisim" completion bash)"'
            COMP_WORDS=(crisim "$1" "${2%?}"); COMP_CWORD=2; _crisim; printf "%s\n" "${COMPREPLY[@]}"' - "$command" "$flag" |
            grep -x -- "$flag" >/dev/null || fail "bash does not complete $flag of $command"
        fish -c "$out/crisim completion fish | source; complete -C 'crisim $command ${flag%?}'" 2>/dev/null |
            grep -- "^$flag" >/dev/null || fail "fish does not complete $flag of $command"
    done
done
[ "$n" -gt 40 ] && echo "$n flags in the manual page, in bash and in fish" || fail "only $n flags were found"
"$out/crisim" completion zsh >"$scratch/_crisim"
zsh -n "$scratch/_crisim" && echo "zsh takes its completion" || fail "zsh refuses its completion"

DESTDIR=$scratch/installed cmake --install "$out" >/dev/null
[ "$(find "$scratch/installed" -type f | wc -l)" -gt 10 ] || fail "little was installed"
"$scratch/installed/usr/local/bin/crisim" --version | grep -q '^crisim [0-9]' || fail "the installed program"
DESTDIR=$scratch/installed cmake --build "$out" --target uninstall >/dev/null
left=$(find "$scratch/installed" -type f)
[ -z "$left" ] && echo "installed, run and taken away" || fail "left behind: $left"
[ "$failures" -eq 0 ]
