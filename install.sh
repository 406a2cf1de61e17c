#!/bin/sh
# Builds hf from this checkout and installs it: programs, completions and man pages. Run `./install.sh --help`.
set -eu

usage() {
    cat <<'END'
Usage: ./install.sh [--prefix DIR] [--from DIR|ARCHIVE] [--dry-run] [--uninstall]

Builds hf and huggingface-cli and installs them with their completions and man pages.

  --prefix DIR  Install below DIR (default: /usr/local if it can be written, else ~/.local)
  --from DIR    Take the programs from DIR, such as target/release, and build nothing
  --from ARCHIVE
                Take everything from a release archive; its checksum must be beside it, in ARCHIVE.sha256 or SHA256SUMS
  --dry-run     Say what would be done, and do nothing
  --uninstall   Remove what an earlier run installed below DIR, and put back what it had replaced
  --help        Show this help

DESTDIR is put before every path that is written, for packagers.
A file that this script did not write is kept beside its place as FILE.before-hf, and one that was changed after it was
installed as FILE.changed-hf.
END
}

say() {
    printf '%s\n' "$*"
}

fail() {
    printf 'install.sh: %s\n' "$*" >&2
    exit 1
}

misuse() {
    printf 'install.sh: %s; see ./install.sh --help\n' "$*" >&2
    exit 2
}

default_prefix() {
    if [ -n "$destdir" ]; then
        say /usr/local
    elif [ -w /usr/local/bin ] && [ -w /usr/local/share ]; then
        say /usr/local
    else
        say "${HOME:?HOME is not set: use --prefix}/.local"
    fi
}

build() {
    if [ "$dry_run" = yes ]; then
        say "would build with: cargo build --release --locked"
        return
    fi
    command -v cargo >/dev/null || fail "cargo is needed to build: see https://rustup.rs, or use --from DIR"
    (cd "$source" && cargo build --release --locked --bin hf --bin huggingface-cli) || fail "the build failed"
}

# The SHA-256 of a file, by whichever program the system has.
sha256() {
    if command -v sha256sum >/dev/null; then
        sha256sum "$1"
    else
        shasum -a 256 "$1"
    fi | cut -d ' ' -f 1
}

# The checksum that is told of an archive: in a file of its own, or in the list of a release.
expected_sum() {
    if [ -f "$1.sha256" ]; then
        cut -d ' ' -f 1 <"$1.sha256"
    elif [ -f "$(dirname -- "$1")/SHA256SUMS" ]; then
        sed -n "s/^\([0-9a-f]*\) [ *]${1##*/}\$/\1/p" <"$(dirname -- "$1")/SHA256SUMS"
    fi
}

# Checks an archive and unpacks it into a folder of its own, which is gone at the end.
unpack() {
    expected=$(expected_sum "$1")
    [ -n "$expected" ] || fail "no checksum for $1: put $1.sha256 or SHA256SUMS beside it"
    [ "$(sha256 "$1")" = "$expected" ] || fail "$1 does not match its checksum: download it again"
    unpacked=$(mktemp -d)
    trap 'rm -rf -- "$unpacked"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    tar -xzf "$1" -C "$unpacked" || fail "cannot unpack $1"
    for from in "$unpacked" "$unpacked"/*; do
        [ ! -x "$from/hf" ] || break
    done
    source=$from
}

# What the list of installed files says of a file: checksum, bytes, path.
entry() {
    printf '%s %s\n' "$(cksum <"$1")" "$2"
}

# Whether that path holds what an earlier run wrote there.
is_ours() {
    [ -f "$destdir$manifest" ] && [ -f "$destdir$1" ] && grep -Fqx -- "$(entry "$destdir$1" "$1")" "$destdir$manifest"
}

# Whether an earlier run wrote that path, whatever it holds now.
was_ours() {
    [ -f "$destdir$manifest" ] && sed 's/^[0-9]* [0-9]* //' "$destdir$manifest" | grep -Fqx -- "$1"
}

exists() {
    [ -e "$1" ] || [ -h "$1" ]
}

# kept_name BASE: the last name of BASE, BASE.2, BASE.3 ... that is taken, or nothing; in $free, the first that is not.
kept_name() {
    last=
    free=$1
    number=2
    while exists "$destdir$free"; do
        last=$free
        free=$1.$number
        number=$((number + 1))
    done
}

keep_foreign() {
    if was_ours "$1"; then kept_name "$1.changed-hf"; else kept_name "$1.before-hf"; fi
    if [ "$dry_run" = yes ]; then
        say "would keep   $destdir$1 as $destdir$free"
    else
        mv -- "$destdir$1" "$destdir$free"
        say "kept         $destdir$1 as $destdir$free"
    fi
}

# Makes a folder and those above it, and prints the names of those that were missing.
make_folder() {
    if [ "$1" = / ] || [ -d "$destdir$1" ]; then return 0; fi
    make_folder "$(dirname -- "$1")" && mkdir -- "$destdir$1" && say "$1"
}

# put FILE PATH MODE: writes beside and renames, so that a program that runs goes on.
put() {
    target=$2
    if exists "$destdir$target" && ! is_ours "$target"; then
        keep_foreign "$target"
    fi
    if [ "$dry_run" = yes ]; then
        say "would install $destdir$target"
        return
    fi
    # Noted first: a run that is cut short leaves nothing that the next one takes for foreign.
    entries="$entries$(entry "$1" "$target")
"
    entry "$1" "$target" >>"$destdir$manifest"
    make_folder "$(dirname -- "$target")" >>"$destdir$folders"
    cp -- "$1" "$destdir$target.new-hf"
    chmod "$3" "$destdir$target.new-hf"
    mv -f -- "$destdir$target.new-hf" "$destdir$target"
    say "installed    $destdir$target"
}

put_all() {
    share=$prefix/share
    put "$binaries/hf" "$prefix/bin/hf" 755
    put "$binaries/huggingface-cli" "$prefix/bin/huggingface-cli" 755
    for program in hf huggingface-cli; do
        put "$source/completions/hf.bash" "$share/bash-completion/completions/$program" 644
        put "$source/completions/hf.fish" "$share/fish/vendor_completions.d/$program.fish" 644
    done
    put "$source/completions/_hf" "$share/zsh/site-functions/_hf" 644
    put "$source/completions/hf.elv" "$share/hf/hf.elv" 644
    put "$source/completions/_hf.ps1" "$share/hf/_hf.ps1" 644
    for page in "$source"/man/*.[17]; do
        put "$page" "$share/man/man${page##*.}/${page##*/}" 644
    done
}

# Removes what an earlier version installed and this one does not have.
remove_stale() {
    while read -r _ _ path; do
        case "$entries" in
        *" $path
"*) ;;
        *) remove "$path" ;;
        esac
    done <"$destdir$manifest"
}

# remove PATH: and what it had replaced comes back.
remove() {
    if ! is_ours "$1"; then
        if [ -e "$destdir$1" ]; then say "left         $destdir$1: it was changed since"; fi
        return 0
    fi
    if [ "$dry_run" = yes ]; then
        say "would remove $destdir$1"
        return
    fi
    rm -f -- "$destdir$1"
    say "removed      $destdir$1"
    kept_name "$1.before-hf"
    if [ -n "$last" ]; then
        mv -- "$destdir$last" "$destdir$1"
        say "put back     $destdir$1"
    fi
}

uninstall() {
    if [ ! -f "$destdir$manifest" ]; then
        say "Nothing of hf is installed below $destdir$prefix by this script."
        return
    fi
    while read -r _ _ path; do
        remove "$path"
    done <"$destdir$manifest"
    if [ "$dry_run" = yes ]; then return; fi
    made=$(sort -r -- "$destdir$folders" 2>/dev/null || say "$prefix/share/hf")
    rm -f -- "$destdir$manifest" "$destdir$folders"
    say "$made" | while read -r folder; do
        rmdir -- "$destdir$folder" 2>/dev/null || :
    done
}

install() {
    if [ -f "$from" ]; then unpack "$from"; fi
    binaries=$from
    if [ -z "$from" ]; then
        build
        binaries=${CARGO_TARGET_DIR:-$source/target}/release
    elif [ ! -x "$from/hf" ] || [ ! -x "$from/huggingface-cli" ]; then
        fail "$from holds no hf and huggingface-cli"
    fi
    entries=
    if [ "$dry_run" = no ]; then
        if [ -n "$destdir" ]; then mkdir -p -- "$destdir"; fi
        made=$(make_folder "$prefix/share/hf") || fail "choose another --prefix, or run this as root"
        if [ -n "$made" ]; then say "$made" >>"$destdir$folders"; fi
    fi
    put_all
    if [ "$dry_run" = no ]; then
        remove_stale
        printf '%s' "$entries" >"$destdir$manifest"
        say_next
    fi
}

say_next() {
    say ""
    say "hf is installed below $destdir$prefix. Try: hf --help"
    case ":${PATH:-}:" in
    *":$prefix/bin:"*)
        found=$(command -v hf || :)
        if [ -z "$destdir" ] && [ "$found" != "$prefix/bin/hf" ]; then
            say "Another hf comes first in PATH: $found"
        fi
        ;;
    *) say "Add $prefix/bin to PATH." ;;
    esac
    say "If the tab key completes nothing in a new shell, run: hf --install-completion"
}

source=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
destdir=${DESTDIR:-}
prefix=
from=
dry_run=no
action=install
while [ $# -gt 0 ]; do
    case $1 in
    --prefix | --from)
        [ $# -ge 2 ] || misuse "$1 requires a value"
        if [ "$1" = --prefix ]; then prefix=$2; else from=$2; fi
        shift
        ;;
    --prefix=*) prefix=${1#*=} ;;
    --from=*) from=${1#*=} ;;
    --dry-run) dry_run=yes ;;
    --uninstall) action=uninstall ;;
    -h | --help)
        usage
        exit 0
        ;;
    *) misuse "unknown option $1" ;;
    esac
    shift
done
[ -n "$prefix" ] || prefix=$(default_prefix)
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
prefix=${prefix%/}
manifest=$prefix/share/hf/installed
folders=$prefix/share/hf/folders
"$action"
