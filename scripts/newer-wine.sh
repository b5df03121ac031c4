#!/usr/bin/env bash
# Sets up Wine 10 in a folder, for a Debian whose own is older and runs no executable of bun: newer-wine.sh FOLDER
# In FOLDER/bin are then wine and wineserver, which see /tmp and this repository where they are. Takes root, on Debian.
set -euo pipefail
folder=$(realpath --canonicalize-missing "$1")
repository=$(realpath "$(dirname "$0")/..")
system=$folder/system

if [ ! -e "$folder/is-complete" ]; then
  rm -rf "$system"
  debootstrap --variant=minbase trixie "$system" http://deb.debian.org/debian
  chroot "$system" apt-get update
  DEBIAN_FRONTEND=noninteractive chroot "$system" apt-get install --yes --no-install-recommends wine wine64
  touch "$folder/is-complete"
fi
mkdir -p "$folder/bin" "$system$repository"
for program in wine wineserver; do
  # The mounts are in a namespace of the process alone, and end with it.
  cat > "$folder/bin/$program" <<END
#!/bin/sh
exec unshare --mount sh -c '
  mount --rbind /proc "$system/proc" && mount --rbind /dev "$system/dev" && mount --bind /tmp "$system/tmp" &&
  mount --bind "$repository" "$system$repository" && exec chroot "$system" $program "\$@"' $program "\$@"
END
  chmod 755 "$folder/bin/$program"
done
