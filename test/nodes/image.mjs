// Builds the root file system of a node: Debian 13 as cloud images have it (systemd, cloud-init with the EC2 data source)
// and, since nodes reach no mirror, a folder of the packages that user data installs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { aptOptions, mirror, sourceLine } from '../../scripts/engines/debian-mirror.mjs';

export const SUITE = 'trixie';
/** What a Debian cloud image brings. */
const BASE = ['systemd', 'systemd-sysv', 'libpam-systemd', 'dbus', 'udev', 'cloud-init', 'iproute2', 'procps', 'netbase', 'ca-certificates', 'curl',
  'e2fsprogs', 'python3', 'util-linux', 'unattended-upgrades'];
/** What user data may ask apt for. A package that is missing here fails its apt-get as a broken mirror would. */
const OFFERED = ['redis-server', 'redis-sentinel', 'redis-tools', 'nodejs', 'awscli', 'xfsprogs', 'jq', 'nftables', 'unzip'];

const GENERATOR = path.join(import.meta.dirname, 'fstab-generator.sh');

/** @returns path of the root file system's tar, built unless it is in the cache. */
export function buildImage(cache, log) {
  const source = mirror();
  const key = createHash('sha256').update(readFileSync(new URL(import.meta.url))).update(readFileSync(GENERATOR)).digest('hex').slice(0, 12);
  const tar = path.join(cache, `${SUITE}-${key}.tar`);
  if (existsSync(tar)) {
    return tar;
  }
  mkdirSync(cache, { recursive: true });
  for (const old of readdirSync(cache).filter((name) => name.startsWith(SUITE))) {
    rmSync(path.join(cache, old));
  }
  log(`building a Debian 13 root file system from ${source.uri} (once; about a minute)`);
  const part = `${tar}.${process.pid}.part.tar`;
  const hook = (script) => `--customize-hook=${script}`;
  try {
    execFileSync('mmdebstrap', [
      '--quiet', '--variant=minbase', `--include=${BASE.join(',')}`, '--aptopt=APT::Install-Recommends "false"',
      ...aptOptions().map((option) => `--aptopt=${option.replace(/;$/, '')}`),
      ...['doc', 'man', 'locale', 'info'].map((folder) => `--dpkgopt=path-exclude=/usr/share/${folder}/*`),
      hook(`chroot "$1" apt-get install -q -y --download-only --no-install-recommends ${OFFERED.join(' ')}`),
      hook('mkdir -p "$1/opt/repo" && mv "$1"/var/cache/apt/archives/*.deb "$1/opt/repo/"'),
      hook('cd "$1/opt/repo" && dpkg-scanpackages --multiversion . > Packages 2>/dev/null'),
      hook('rm -rf "$1"/etc/apt/sources.list* "$1"/var/lib/apt/lists/*; mkdir -p "$1/etc/apt/sources.list.d"'),
      hook('echo "deb [trusted=yes] file:/opt/repo ./" > "$1/etc/apt/sources.list"'),
      // The EC2 data source as in Debian's cloud image. It asks the firmware whether this is EC2; here a file answers.
      hook('printf "datasource_list: [ Ec2 ]\\ndatasource:\\n  Ec2: { metadata_urls: [ \'http://169.254.169.254\' ], max_wait: 30 }\\n'
        + 'network: {config: disabled}\\nssh_genkeytypes: []\\nssh_deletekeys: false\\n" > "$1/etc/cloud/cloud.cfg.d/90_node.cfg"'),
      hook('echo ec2e1916-9099-7caf-fd21-012345abcdef > "$1/etc/cloud/hypervisor-uuid" && sed -i s:/sys/hypervisor/uuid:/etc/cloud/hypervisor-uuid: '
        + '"$1/usr/lib/python3/dist-packages/cloudinit/sources/DataSourceEc2.py"'),
      // Without udev there is nothing to plug network interfaces into; the module would only leave a warning.
      hook('sed -i /install.hotplug/d "$1/etc/cloud/cloud.cfg"'),
      // These disks do not outlive the test, and unpacking waits for them most of the time.
      hook('echo force-unsafe-io > "$1/etc/dpkg/dpkg.cfg.d/unsafe-io"'),
      // Nobody answers DNS either, and a name server of this machine's would be waited for.
      hook('rm -f "$1/etc/resolv.conf"; echo "nameserver 127.0.0.1" > "$1/etc/resolv.conf"'),
      // Nobody answers DHCP; without a client cloud-init goes straight to the address that is already there.
      hook('rm -f "$1"/usr/sbin/dhcpcd "$1"/sbin/dhclient'),
      // No terminal, kernel modules or clock of its own, and no timer that competes with the test for apt's lock.
      hook('chroot "$1" systemctl -q mask console-getty.service getty.target systemd-modules-load.service apt-daily.timer apt-daily-upgrade.timer '
        + 'dpkg-db-backup.timer e2scrub_all.timer fstrim.timer unattended-upgrades.service systemd-timesyncd.service systemd-networkd-wait-online.service'),
      hook(`install -D -m 755 "${GENERATOR}" "$1/etc/systemd/system-generators/fstab-of-a-machine"`),
      hook('rm -f "$1/etc/machine-id" && : > "$1/etc/machine-id"'),
      SUITE, part, sourceLine({ ...source, signedBy: undefined }, SUITE),
    ], { stdio: ['ignore', 2, 2] });
    renameSync(part, tar);
  } finally {
    rmSync(part, { force: true });
  }
  return tar;
}
