import { EC2_PATHS } from '../config';
import type { UserDataInput } from './user-data';

/** Key of a node's volume marker in the coordination table. */
export function volumeMarkerKey(node: string): string {
  return `volume#${node}`;
}

/**
 * Attaches, formats if it is certain that nothing is lost, mounts and grows the data
 * volume. There is no detach here: a volume is attached only once it is free, which
 * it is when its previous holder has stopped for good.
 */
export function prepareVolume(input: UserDataInput): string[] {
  const key = `{"pk":{"S":"${volumeMarkerKey(input.node)}"}}`;
  return [
    '# --- data volume',
    'attach_volume() {',
    '  local state holder',
    '  read -r state holder < <(aws ec2 describe-volumes --volume-ids "$VOLUME"'
      + ' --query "Volumes[0].[State,Attachments[0].InstanceId]" --output text)',
    '  if [ "$state" = in-use ] && [ "$holder" = "$INSTANCE" ]; then return 0; fi',
    '  # Never taken from a holder: it may still be writing.',
    '  if [ "$state" != available ]; then echo "redis-ha: $VOLUME is $state, held by $holder; waiting" >&2; return 1; fi',
    '  aws ec2 attach-volume --volume-id "$VOLUME" --instance-id "$INSTANCE" --device "$DEVICE" >/dev/null',
    '}',
    'find_device() {',
    '  local name',
    '  for name in "/dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_${VOLUME/-/}" "$DEVICE" "${DEVICE/\\/sd/\\/xvd}"; do',
    '    if [ -b "$name" ]; then readlink -f "$name" >"$WORK/device"; return 0; fi',
    '  done',
    '  return 1',
    '}',
    '# A group that is about to go, of a node that has moved, may still start an instance.',
    'case "$(pointed moved "$NODE")" in ""|"$VOLUME") ;; *) failed "$NODE lives in another zone now, on $(pointed moved "$NODE")" ;; esac',
    'retry 60 attach_volume',
    'retry 30 find_device',
    'BLOCK=$(cat "$WORK/device")',
    'read_marker() {',
    `  aws dynamodb get-item --table-name "$TABLE" --consistent-read --key '${key}' --query Item.volumeId.S --output text >"$WORK/marker"`,
    '}',
    '# Create-once, or a change from exactly the volume the operator has given up.',
    'claim_marker() {',
    '  aws dynamodb put-item --table-name "$TABLE" '
      + `--item "{\\"pk\\":{\\"S\\":\\"${volumeMarkerKey(input.node)}\\"},\\"volumeId\\":{\\"S\\":\\"$VOLUME\\"}}"`
      + ' --condition-expression "attribute_not_exists(pk) OR volumeId = :old"'
      + ' --expression-attribute-values "{\\":old\\":{\\"S\\":\\"$MARKED\\"}}"',
    '}',
    'retry 30 read_marker',
    'MARKED=$(cat "$WORK/marker")',
    'if [ "$MARKED" != None ] && [ "$MARKED" != "$VOLUME" ] && ! accepted; then',
    '  failed "the data of $NODE is on $MARKED, not on $VOLUME; to give that volume up, name $NODE in acceptNewVolumes"',
    'fi',
    'found=0; TYPE=$(blkid -p -o value -s TYPE "$BLOCK") || found=$?',
    'if [ "$found" -eq 2 ]; then',
    '  if [ "$MARKED" = "$VOLUME" ]; then',
    '    failed "$VOLUME held the data of $NODE and has no file system now; restore it from a snapshot, it will not be formatted"',
    '  fi',
    '  mkfs.ext4 -q -L redis-ha "$BLOCK"',
    'elif [ "$found" -ne 0 ] || [ "$TYPE" != ext4 ]; then',
    '  failed "cannot tell what is on $VOLUME (blkid: $found, $TYPE); it will not be formatted"',
    'fi',
    '# After mkfs: a boot that dies between the two finds a file system and claims it.',
    'if [ "$MARKED" != "$VOLUME" ]; then retry 10 claim_marker; fi',
    `install -d -m 0755 ${EC2_PATHS.data}`,
    'UUID=$(blkid -p -o value -s UUID "$BLOCK")',
    `grep -q "^UUID=$UUID " /etc/fstab || echo "UUID=$UUID ${EC2_PATHS.data} ext4 `
      + 'defaults,nofail,noatime,nodev,nosuid,noexec,x-systemd.device-timeout=120 0 2" >>/etc/fstab',
    'systemctl daemon-reload',
    `mountpoint -q ${EC2_PATHS.data} || mount ${EC2_PATHS.data}`,
    'resize2fs "$BLOCK"',
    `chown ${input.engine.family}:${input.engine.family} ${EC2_PATHS.data}`,
    `chmod 0700 ${EC2_PATHS.data}`,
    '',
  ];
}
