import type { Engine } from '../model';
import type { Packages } from './packages';
import type { SsmAgent } from './ssm-agent';
import { quote } from './user-data-preamble';

/** Engine, Node.js and AWS CLI, unless the image has them. */
export function installPackages(engine: Engine, packages: Packages): string[] {
  const wanted = [engine.packages.server, engine.packages.sentinel, engine.packages.tools];
  const install = [...wanted, 'nodejs', 'awscli']
    .map((name) => (packages.versions[name] ? `${name}=${packages.versions[name]}` : name));
  const lines = [
    '# --- packages. Their units are masked first: installing them would start a default server on the port',
    ...engine.packages.distributionUnits.map((unit) => `systemctl mask ${unit}`),
    // An image that has them already may have them running.
    `systemctl stop ${engine.packages.distributionUnits.join(' ')} 2>/dev/null || true`,
  ];
  if (packages.needsMirror) {
    lines.push(
      ...sources(packages),
      ...pins(engine, packages, wanted),
      'install_packages() {',
      '  apt-get -q -o DPkg::Lock::Timeout=600 update',
      `  apt-get -qy -o DPkg::Lock::Timeout=600 install --no-install-recommends ${install.map(quote).join(' ')}`,
      '}',
      'retry 10 install_packages',
    );
  }
  lines.push(
    ...[engine.binaries.server, engine.binaries.sentinel, engine.binaries.cli, 'node', 'aws']
      .map((program) => `command -v ${program} >/dev/null || failed "${program} is not installed"`),
    `case "$(${engine.binaries.server} --version)" in`,
    `  *" v=${engine.version}."*) ;;`,
    `  *) failed "expected ${engine.name}, found $(${engine.binaries.server} --version)" ;;`,
    'esac',
    'node -e \'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)\' || failed "Node.js 20 or newer is needed, found $(node --version)"',
    '',
  );
  return lines;
}

function sources(packages: Packages): string[] {
  const lines: string[] = [];
  if (packages.snapshot) {
    const archive = `https://snapshot.debian.org/archive/debian/${packages.snapshot}/`;
    lines.push(
      '. /etc/os-release',
      'rm -f /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources',
      `echo "deb [check-valid-until=no] ${archive} $VERSION_CODENAME main" >/etc/apt/sources.list.d/redis-ha-snapshot.list`,
    );
  }
  const repository = packages.repository;
  if (repository) {
    lines.push(
      'install -d -m 0755 /etc/apt/keyrings',
      `printf '%s\\n' ${quote(repository.signingKey.trim())} >/etc/apt/keyrings/redis-ha.asc`,
      `echo "deb [signed-by=/etc/apt/keyrings/redis-ha.asc] ${repository.url} ${repository.suite} `
        + `${(repository.components ?? ['main']).join(' ')}" >/etc/apt/sources.list.d/redis-ha.list`,
    );
  }
  return lines;
}

/** Keeps apt on the engine's minor version even where a newer one is offered. */
function pins(engine: Engine, packages: Packages, names: string[]): string[] {
  const open = names.filter((name) => !packages.versions[name]);
  if (open.length === 0) {
    return [];
  }
  // With and without an epoch.
  const stanzas = [`*:${engine.version}.*`, `${engine.version}.*`]
    .map((version) => `Package: ${open.join(' ')}\\nPin: version ${version}\\nPin-Priority: 1001\\n`);
  return [`printf '${stanzas.join('\\n')}' >/etc/apt/preferences.d/redis-ha`];
}

/** Session Manager. A node serves without it, so nothing here may end the boot. */
export function installSsmAgent(agent: SsmAgent): string[] {
  if (!agent.options) {
    return [];
  }
  const { version, sha256 } = agent.options;
  return [
    '# --- SSM agent; the node serves without it',
    'install_ssm_agent() {',
    '  local deb="$WORK/amazon-ssm-agent.deb" url',
    `  url="https://s3.$AWS_REGION.amazonaws.com/amazon-ssm-$AWS_REGION/${version}/debian_$(dpkg --print-architecture)/amazon-ssm-agent.deb"`,
    '  python3 -c \'import sys, urllib.request; urllib.request.urlretrieve(sys.argv[1], sys.argv[2])\' "$url" "$deb" &&',
    `    echo "${sha256}  $deb" | sha256sum --check --quiet - &&`,
    '    dpkg -i "$deb" && systemctl enable --now amazon-ssm-agent',
    '}',
    '(trap - ERR; set +e; install_ssm_agent) || echo "redis-ha: no Session Manager on this node" >&2',
    '',
  ];
}
