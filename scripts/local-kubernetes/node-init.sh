#!/usr/bin/env bash
# node-init.sh FOLDER: process 1 of a node. Places that containerd and kubelet have for themselves are the node's own.
set -u
node=$1
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /var/log
mount -t tmpfs tmpfs /var/lib
mkdir -p /var/lib/kubelet /var/lib/cni /var/log/pods /var/log/containers /run/netns
mount --bind "$node/kubelet" /var/lib/kubelet
mount --bind "$node/cni-results" /var/lib/cni
mount --bind "$node/pods" /var/log/pods
mount --bind "$node/containers" /var/log/containers
# Addresses of pods that ended with the power.
rm -rf "${node:?}/ipam" "$node"/cni-results/*
. "$node/commands.sh"

containerd --config "$node/containerd.toml" > "$node/containerd.log" 2>&1 &
echo $! > "$node/containerd.pid"
"${proxy[@]}" > "$node/kube-proxy.log" 2>&1 &
until [ -S /run/containerd.sock ]; do sleep 0.1; done
while :; do
  "${kubelet[@]}" >> "$node/kubelet.log" 2>&1 &
  echo $! > "$node/kubelet.pid"
  wait $!
  # Somebody who stops kubelet wants it to stay so.
  while [ -e "$node/kubelet.stopped" ]; do sleep 0.2; done
  sleep 1
done
