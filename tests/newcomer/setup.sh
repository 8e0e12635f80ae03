#!/bin/sh
# setup.sh TREE: what the set-up says where it can do nothing, without installing or building anything: each sentence names what the
# reader can do, and does not name a command that is not there.
set -u
tree=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
# says WANTED COMMAND...: run in a shell that has the functions of the set-up and no program but those of $scratch and the system's basic ones.
says() {
    wanted=$1
    shift
    said=$(PATH=$scratch:$PATH sh -c ". '$tree/cmake/setup.sh'; $*" 2>&1)
    code=$?
    case $said in
    *"$wanted"*) ;;
    *) failed=1 && echo "FAILED: '$wanted' is not in: $said" ;;
    esac
    [ "$code" -eq 69 ] || { failed=1 && echo "FAILED: exit $code of: $*"; }
}
stub() {
    printf '#!/bin/sh\n%s\n' "$2" >"$scratch/$1"
    chmod +x "$scratch/$1"
}
stub dpkg-query 'exit 1'
stub apt-get 'exit 1'
stub id 'case $1 in -u) echo 1234 ;; *) echo ann ;; esac'
# A sudo that asks for a password, and none at all.
stub sudo 'exit 1'
says 'run: sudo apt-get update && sudo apt-get install -y --no-install-recommends gcc ' crisim_install
rm "$scratch/sudo"
says 'as root, run: apt-get update && apt-get install -y --no-install-recommends gcc ' \
    'command() { case $2 in sudo) return 1 ;; esac; return 0; }; crisim_install'
# A folder of the kernel is writable for nobody: for its owner, and for another.
stub stat 'case $2 in %u) echo 1234 ;; *) echo ann ;; esac'
says "cannot be written to, though it is this user's own" crisim_own /proc/self
stub stat 'case $2 in %u) echo 0 ;; *) echo root ;; esac'
says 'belongs to root; ann cannot write there: build as that user' crisim_own /proc/self
[ "$failed" -eq 0 ] && echo "each sentence names what can be done"
exit "$failed"
