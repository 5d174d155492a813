#!/usr/bin/env bash
# boot-node.sh STATE NUMBER: starts a node, also after its power was cut (its process killed): its disk is still there.
set -u
state=$1 number=$2 here=$(dirname "$(realpath "$0")")
nsenter --net="/run/netns/node$number" unshare --mount --pid --fork --kill-child --mount-proc \
  bash "$here/node-init.sh" "$state/node$number" < /dev/null >> "$state/log/node$number.log" 2>&1 &
echo $! > "$state/pids/node$number"
