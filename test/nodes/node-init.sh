#!/bin/sh
# Becomes a node: runs as the first process of fresh mount, uts, ipc, pid and net namespaces and ends in systemd as PID 1.
# Arguments: folder of the instance (root/ upper/ work/ knobs/ devices), folder of the shared root file system, hostname.
# The parent moves eth0 in here and then writes "<address>/<prefix> <gateway>" to standard input.
set -eu
instance=$1 lower=$2 name=$3
read -r address gateway

ip link set lo up
ip addr add "$address" dev eth0
ip link set eth0 up
ip route add default via "$gateway"
hostname "$name"

mount --make-rprivate /
root=$instance/root
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$instance/upper,workdir=$instance/work" "$root"

# Like a container manager: the kernel's own knobs stay the host's. Only what belongs to this node's namespaces is writable...
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount --bind "$root/proc/sys/net" "$root/proc/sys/net"
mount --bind "$root/proc/sys" "$instance/sys-hold"
mount --bind "$instance/sys-hold" "$root/proc/sys"
mount -o remount,ro,bind "$root/proc/sys"
mount --bind "$instance/sys-hold/net" "$root/proc/sys/net"
umount -l "$instance/sys-hold"
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs "$root/sys"
# ...and the knobs user data sets on a whole machine are plain files here, so the test can read what was written.
for knob in proc/sys/vm/overcommit_memory proc/sys/vm/swappiness sys/kernel/mm/transparent_hugepage/enabled sys/kernel/mm/transparent_hugepage/defrag; do
  if [ -e "$root/$knob" ]; then mount --bind "$instance/knobs/$(basename "$knob")" "$root/$knob"; fi
done

mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for device in "null 1 3" "zero 1 5" "full 1 7" "random 1 8" "urandom 1 9" "tty 5 0"; do
  # shellcheck disable=SC2086
  set -- $device
  mknod -m 666 "$root/dev/$1" c "$2" "$3"
done
ln -s null "$root/dev/console"
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
# Volumes attached before this boot: a name and a device number a line; and what udev would make of the file systems on them.
while read -r path major minor; do
  mkdir -p "$(dirname "$root$path")" "$root/dev/disk/by-uuid"
  mknod -m 660 "$root$path" b "$major" "$minor"
  uuid=$(blkid -p -o value -s UUID "$root$path") && ln -sf "$path" "$root/dev/disk/by-uuid/$uuid"
done < "$instance/devices"

# A private pure cgroup2 tree, as a machine has, whatever the host's layout: join an own cgroup, then make it the root.
mkdir -p "$root/sys/fs/cgroup" 2>/dev/null || true
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
group=$root/sys/fs/cgroup/redis-ha-nodes/$name
mkdir -p "$group"
echo $$ > "$group/cgroup.procs"
umount "$root/sys/fs/cgroup"

cd "$root"
exec env -i container=redis-ha-nodes PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
  unshare --cgroup sh -c '
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mkdir -p .old 2>/dev/null || true
    pivot_root . .old
    umount -l /.old
    exec chroot / setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio,-mac_admin,-mac_override,-syslog,-audit_control,-audit_read \
      --inh-caps=-all /sbin/init </dev/null >/dev/null 2>&1'
