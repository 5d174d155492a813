// What the tests and the demo need beyond Node.js, installed where that is allowed and named where it is not.
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Exit code when something is missing that this script may not install. */
const MISSING = 3;

const NEEDED = [
  { command: 'redis-server', debian: 'redis-server', unit: 'redis-server.service', always: true },
  { command: 'redis-sentinel', debian: 'redis-sentinel', unit: 'redis-sentinel.service', always: true },
  { command: 'redis-cli', debian: 'redis-tools', always: true },
  // Cutting the network takes root anyway; without these two, only what needs root is left out.
  { command: 'nft', debian: 'nftables', always: false },
  { command: 'setpriv', debian: 'util-linux', always: false },
];

const find = (command) => [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin']
  .filter(Boolean)
  .map((folder) => path.join(folder, command))
  .find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

const missing = () => NEEDED.filter(({ command }) => !find(command));

/** How to become root without a question, undefined when there is no such way. */
function rootPrefix() {
  if (process.getuid?.() === 0) {
    return [];
  }
  return find('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

function install(wanted, prefix) {
  const asRoot = (command, ...args) => {
    const argv = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1', command, ...args];
    execFileSync(argv[0], argv.slice(1), { stdio: ['ignore', 2, 2] });
  };
  // The packages' post-install starts a default Redis on 6379, open to this machine and in nobody's plan. Without systemd
  // RUNLEVEL=1 prevents that, with systemd a mask does. Only what is installed here: a Redis that ran before keeps running.
  const units = existsSync('/run/systemd/system') && find('systemctl') ? wanted.flatMap(({ unit }) => unit ?? []) : [];
  if (units.length) {
    asRoot('systemctl', 'mask', '--runtime', ...units);
  }
  try {
    asRoot('apt-get', 'update', '-q');
    asRoot('apt-get', 'install', '-q', '-y', '--no-install-recommends', ...new Set(wanted.map(({ debian }) => debian)));
  } finally {
    if (units.length) {
      asRoot('systemctl', 'unmask', '--runtime', ...units);
    }
  }
  if (units.length) {
    asRoot('systemctl', 'disable', '--now', ...units);
  }
}

/** Makes sure everything is there. @returns undefined, or what a person has to do first. */
export function setup() {
  const wanted = missing();
  if (!wanted.length) {
    return undefined;
  }
  const names = wanted.map(({ command }) => command).join(', ');
  const packages = [...new Set(wanted.map(({ debian }) => debian))].join(' ');
  const advice = `missing on this machine: ${names}; install ${packages} (on Debian: sudo apt-get install ${packages}) and try again`;
  const prefix = find('apt-get') && rootPrefix();
  let tried = '';
  if (prefix) {
    console.error(`setup: installing ${packages}`);
    try {
      install(wanted, prefix);
    } catch (error) {
      tried = ` (apt-get was tried: ${error.message})`;
    }
  }
  const left = missing();
  if (left.some(({ always }) => always)) {
    return advice + tried;
  }
  if (left.length) {
    console.error(`setup: without ${left.map(({ command }) => command).join(' and ')} what cuts the network is left out${tried}`);
  }
  return undefined;
}

/** Like setup(), but ends the process when something is missing. */
export function setupOrExit() {
  const advice = setup();
  if (advice) {
    console.error(`setup: ${advice}`);
    process.exit(MISSING);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setupOrExit();
}
