#!/usr/bin/env bash
# cluster-init.sh STATE NODES: process 1 of a cluster's process, mount and network namespace. Whatever it starts ends with it.
# $STATE/control-plane.sh says what to start.
set -u
state=$1 nodes=$2 here=$(dirname "$(realpath "$0")")

# Again when it ends: controllers give up when they are started before the API server has made its first roles.
start() {
  local name=$1
  shift
  while :; do
    "$@" < /dev/null >> "$state/log/$name.log" 2>&1
    sleep 0.5
  done &
}

mkdir -p "$state/log" "$state/pids"
mount -t tmpfs tmpfs /run
ip link set lo up
ip link add pods0 type bridge
ip addr add 10.250.0.1/24 dev pods0
ip link set pods0 up
sysctl -qw net.ipv4.ip_forward=1
for i in $(seq "$nodes"); do
  ip netns add "node$i"
  ip -n "node$i" link set lo up
  ip link add "node$i" type veth peer name eth0 netns "node$i"
  ip link set "node$i" master pods0 up
  ip -n "node$i" addr add "10.250.0.$((10 + i))/24" dev eth0
  ip -n "node$i" link set eth0 up
  ip -n "node$i" route add default via 10.250.0.1
  ip route add "10.251.$i.0/24" via "10.250.0.$((10 + i))"
done
for i in $(seq "$nodes"); do
  nsenter --net="/run/netns/node$i" sysctl -qw net.ipv4.ip_forward=1
  for j in $(seq "$nodes"); do
    [ "$i" = "$j" ] || ip -n "node$i" route add "10.251.$j.0/24" via "10.250.0.$((10 + j))"
  done
done

. "$state/control-plane.sh"
for i in $(seq "$nodes"); do
  bash "$here/boot-node.sh" "$state" "$i"
done
# Orphans of everything above end here; bash reaps them.
while :; do sleep 1; done
