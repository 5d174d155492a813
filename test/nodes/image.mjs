// Builds the root file system of a node: Debian 13 as cloud images have it (systemd, cloud-init with the EC2 data source)
// and, since nodes reach no mirror, a folder of the packages that user data installs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

export const SUITE = 'trixie';
/** What a Debian cloud image brings. */
const BASE = ['systemd', 'systemd-sysv', 'libpam-systemd', 'dbus', 'udev', 'cloud-init', 'iproute2', 'procps', 'netbase', 'ca-certificates', 'curl',
  'e2fsprogs', 'python3', 'util-linux', 'unattended-upgrades'];
/** What user data may ask apt for. A package that is missing here fails its apt-get as a broken mirror would. */
const OFFERED = ['redis-server', 'redis-sentinel', 'redis-tools', 'nodejs', 'awscli', 'xfsprogs', 'jq', 'nftables', 'unzip'];

/** The Debian mirror this machine itself uses, with the options apt has for it. */
export function mirror(etc = '/etc/apt') {
  const release = readFileSync('/etc/os-release', 'utf8');
  if (!/^ID="?debian"?$/m.test(release)) {
    return undefined;
  }
  const folder = path.join(etc, 'sources.list.d');
  const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  const found = [];
  for (const file of files.filter((name) => name.endsWith('.sources'))) {
    for (const stanza of read(path.join(folder, file)).split(/\n\s*\n/)) {
      const field = (name) => new RegExp(`^${name}:[ \\t]*(.+)$`, 'mi').exec(stanza)?.[1].trim() ?? '';
      if (/\bdeb\b/.test(field('Types')) && !/^no$/i.test(field('Enabled'))) {
        found.push({ uri: field('URIs').split(/\s+/)[0], suites: field('Suites'), trusted: /^yes$/i.test(field('Trusted')) });
      }
    }
  }
  const lists = [path.join(etc, 'sources.list'), ...files.filter((name) => name.endsWith('.list')).map((name) => path.join(folder, name))];
  for (const line of lists.flatMap((file) => read(file).split('\n'))) {
    const match = /^deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)/.exec(line.trim());
    if (match) {
      found.push({ uri: match[2], suites: match[3], trusted: /\btrusted=yes\b/.test(match[1] ?? '') });
    }
  }
  // The main archive, not the security one nor somebody's own repository: the suite is a bare code name of Debian.
  const codename = /^VERSION_CODENAME="?(\w+)"?$/m.exec(release)?.[1];
  return found.find(({ suites }) => suites.split(/\s+/).some((suite) => suite === codename || suite === 'stable'));
}

/** Settings of this machine's apt that decide whether the mirror is reachable. */
function aptOptions() {
  const dump = execFileSync('apt-config', ['dump'], { encoding: 'utf8' });
  return dump.split('\n').filter((line) => /^Acquire::(https?::|Check-Valid-Until|Retries)/.test(line) && / ".+";$/.test(line));
}

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
      SUITE, part, `deb ${source.trusted ? '[trusted=yes] ' : ''}${source.uri} ${SUITE} main`,
    ], { stdio: ['ignore', 2, 2] });
    renameSync(part, tar);
  } finally {
    rmSync(part, { force: true });
  }
  return tar;
}
