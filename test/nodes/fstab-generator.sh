#!/bin/sh
# In a container systemd ignores the devices in /etc/fstab; on a machine it makes a mount unit of each. This stands in for
# that part, for entries by UUID: same unit name, same options, wanted by local-fs.target.
units=$1
while read -r what where type options _ _; do
  case $what in UUID=*) ;; *) continue ;; esac
  name=$(systemd-escape --path --suffix=mount "$where")
  case ",$options," in *,nofail,*) order= ;; *) order="Before=local-fs.target" ;; esac
  cat > "$units/$name" <<UNIT
[Unit]
SourcePath=/etc/fstab
$order

[Mount]
What=/dev/disk/by-uuid/${what#UUID=}
Where=$where
Type=$type
Options=$options
UNIT
  mkdir -p "$units/local-fs.target.wants"
  ln -sf "../$name" "$units/local-fs.target.wants/$name"
done < /etc/fstab
