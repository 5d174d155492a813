#!/bin/bash
# Turns a Debian 13 machine into the image of a node: engine, Node.js and AWS CLI in exactly these versions, nothing of
# them running. Run it as root on a machine that is then made an image, for `packages: Packages.preinstalled()`.
# What it installed is printed at the end, for the image's description.
set -Eeuo pipefail
trap 'echo "image.sh: failed at line $LINENO: $BASH_COMMAND" >&2' ERR

# Moment of the Debian archive to install from, at snapshot.debian.org, which keeps what the archive drops at the next
# point release. Empty: from the sources of the machine, for a mirror of your own that has these versions.
SNAPSHOT=${SNAPSHOT-20261115T000000Z}
ENGINE=${ENGINE:-redis} # or valkey, with its ENGINE_VERSION
ENGINE_VERSION=${ENGINE_VERSION:-5:8.0.2-3+deb13u2}
NODEJS_VERSION=${NODEJS_VERSION:-20.19.2+dfsg-1+deb13u2}
AWSCLI_VERSION=${AWSCLI_VERSION:-2.23.6-1}

export DEBIAN_FRONTEND=noninteractive
[ "$(id -u)" -eq 0 ] || { echo 'image.sh: run it as root' >&2; exit 1; }
. /etc/os-release
[ "$ID-${VERSION_ID:-}" = debian-13 ] || { echo "image.sh: expected Debian 13, found ${PRETTY_NAME:-$ID}" >&2; exit 1; }

# First: installing the packages would start a default server on the port, and each instance would start it again.
units=("$ENGINE-server.service" "$ENGINE-sentinel.service")
systemctl mask "${units[@]}"

apt=(-q -o DPkg::Lock::Timeout=600 -o APT::Update::Error-Mode=any)
if [ -n "$SNAPSHOT" ]; then
  sources=$(mktemp --suffix=.list)
  trap 'rm -f "$sources"' EXIT
  archive=https://snapshot.debian.org/archive
  # A past moment of the archive is no longer valid by its date; its signature is still checked.
  {
    echo "deb [check-valid-until=no] $archive/debian/$SNAPSHOT/ $VERSION_CODENAME main"
    echo "deb [check-valid-until=no] $archive/debian-security/$SNAPSHOT/ $VERSION_CODENAME-security main"
  } >"$sources"
  # Readable for apt's own user; the sources of the machine stay as they are.
  chmod 0644 "$sources"
  apt+=(-o "Dir::Etc::sourcelist=$sources" -o Dir::Etc::sourceparts=/dev/null)
fi
packages=("$ENGINE-server" "$ENGINE-sentinel" "$ENGINE-tools" nodejs awscli)
apt-get "${apt[@]}" update
apt-get "${apt[@]}" -y --no-install-recommends install \
  "$ENGINE-server=$ENGINE_VERSION" "$ENGINE-sentinel=$ENGINE_VERSION" "$ENGINE-tools=$ENGINE_VERSION" \
  "nodejs=$NODEJS_VERSION" "awscli=$AWSCLI_VERSION"
# Unattended upgrades would change a running deployment node by node, unordered and untested; a new image is the way.
apt-mark hold "${packages[@]}"

# What the boot script of a node will ask for.
for program in "$ENGINE-server" "$ENGINE-sentinel" "$ENGINE-cli" node aws python3 mkfs.ext4 resize2fs blkid cloud-init; do
  command -v "$program" >/dev/null || { echo "image.sh: $program is missing" >&2; exit 1; }
done
node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'
for unit in "${units[@]}"; do
  [ "$(readlink "/etc/systemd/system/$unit")" = /dev/null ] || { echo "image.sh: $unit is not masked" >&2; exit 1; }
done
! pgrep -x "$ENGINE-server|$ENGINE-sentinel" >/dev/null || { echo "image.sh: $ENGINE is running" >&2; exit 1; }

# An instance of this image is a machine of its own: its boot script runs again, under its own identity.
apt-get clean
rm -rf /var/lib/apt/lists/* /etc/ssh/ssh_host_*_key*
cloud-init clean --logs --machine-id

echo "# debian: $(cat /etc/debian_version)"
dpkg-query --show --showformat='# ${Package}: ${Version}\n' "${packages[@]}"
