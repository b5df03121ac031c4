#!/bin/sh
# Installs wslnet for the current user, on Linux (a WSL distribution too) and macOS:
#   curl -fsSL https://github.com/wslnet/wslnet/releases/latest/download/install.sh | sh
#
# It downloads an archive and checksums.txt of the same release, and installs nothing unless the two agree. Variables:
#   WSLNET_VERSION       the version to install, like 1.2.3; without it the latest
#   WSLNET_INSTALL_DIR   the folder for the program; without it ~/.local/bin
#   WSLNET_DOWNLOAD_URL  another place that has the files of a release
set -eu

main() {
  releases=https://github.com/wslnet/wslnet/releases
  if [ -n "${WSLNET_DOWNLOAD_URL:-}" ]; then
    url=$WSLNET_DOWNLOAD_URL
  elif [ -n "${WSLNET_VERSION:-}" ]; then
    url=$releases/download/v${WSLNET_VERSION#v}
  else
    url=$releases/latest/download
  fi
  [ -n "${HOME:-}" ] || fail 'HOME is not set'
  bin=${WSLNET_INSTALL_DIR:-$HOME/.local/bin}
  man=$HOME/.local/share/man/man1
  archive=wslnet-$(system)-$(processor).tar.gz

  work=$(mktemp -d) || fail 'No temporary folder could be made'
  draft=$work/draft
  trap 'rm -rf "$work" "$draft"' EXIT
  trap 'exit 130' INT TERM
  say "Downloading $url/$archive"
  download "$url/$archive" "$work/$archive"
  download "$url/checksums.txt" "$work/checksums.txt"
  verify "$work" "$archive"

  mkdir "$work/files"
  tar -xzf "$work/$archive" -C "$work/files" || fail "$archive could not be unpacked"
  version=$("$work/files/wslnet" --version) || fail "$archive is not for this system: its program does not run here. With Node: npm install --global wslnet"

  mkdir -p "$bin" || fail "$bin could not be made. Name another folder in WSLNET_INSTALL_DIR"
  mkdir -p "$man" || fail "$man could not be made"
  place wslnet "$bin" 755 || fail "$bin cannot be written. Name another folder in WSLNET_INSTALL_DIR"
  place wslnet.1 "$man" 644 || fail "$man cannot be written"

  say "Installed wslnet $version as $bin/wslnet"
  case ":${PATH:-}:" in
    *":$bin:"*) say 'Start with: wslnet doctor' ;;
    *) say "$bin is not on your PATH. Add it in your shell's startup file: export PATH=\"$bin:\$PATH\"" ;;
  esac
  say "To uninstall: rm $(quote "$bin/wslnet") $(quote "$man/wslnet.1")"
}

system() {
  case $(uname -s) in
    Linux) echo linux ;;
    Darwin) echo macos ;;
    *) fail "There is no program for $(uname -s) here. On Windows use install.ps1; with Node: npm install --global wslnet" ;;
  esac
}

processor() {
  case $(uname -m) in
    x86_64 | amd64) echo x64 ;;
    aarch64 | arm64) echo arm64 ;;
    *) fail "There is no program for the processor $(uname -m). With Node: npm install --global wslnet" ;;
  esac
}

# download URL FILE
download() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL -o "$2" "$1" || fail "$1 could not be downloaded"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$1" || fail "$1 could not be downloaded"
  else
    fail 'Neither curl nor wget is installed'
  fi
}

# verify FOLDER FILE: against checksums.txt in the folder.
verify() {
  expected=$(awk -v name="$2" '$2 == name { print $1 }' "$1/checksums.txt")
  [ -n "$expected" ] || fail "checksums.txt does not list $2. Nothing was installed"
  if command -v sha256sum >/dev/null 2>&1; then
    found=$(sha256sum "$1/$2")
  elif command -v shasum >/dev/null 2>&1; then
    found=$(shasum -a 256 "$1/$2")
  else
    fail 'Neither sha256sum nor shasum is installed, so the download cannot be verified. Nothing was installed'
  fi
  [ "${found%% *}" = "$expected" ] || fail "The checksum of $2 is wrong. Nothing was installed"
}

# place FILE FOLDER MODE: from the archive into the folder. It is copied to a new file there first, whose name nobody knows
# beforehand: a move within a folder is all or nothing, replaces a program that runs, and follows no link.
place() {
  [ ! -d "$2/$1" ] || fail "$2/$1 is a folder"
  draft=$(mktemp "$2/.wslnet.XXXXXX") && cp "$work/files/$1" "$draft" && chmod "$3" "$draft" && mv -f "$draft" "$2/$1"
}

# quote TEXT: as one word of a shell, whatever is in it.
quote() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

say() {
  printf '%s\n' "$1"
}

fail() {
  printf 'error: %s.\n' "$1" >&2
  exit 1
}

# The last line, so that a download cut short runs nothing.
main
