import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { NamespaceNetwork } from '../../../../lib/lab/network/namespaces';
import { endsWithTest } from '../../../ends-with-test';
import { whyNoCuts } from './reach';

const why = whyNoCuts();
const asRoot = why === '' ? test : test.skip;
const note = why === '' ? '' : ` (skipped: ${why})`;
const open: NamespaceNetwork[] = [];
const listeners: ChildProcess[] = [];

afterEach(async () => {
  listeners.splice(0).forEach((listener) => listener.kill('SIGKILL'));
  await Promise.all(open.splice(0).map((network) => network.close()));
});

async function network(nodes: number): Promise<NamespaceNetwork> {
  const made = await NamespaceNetwork.open();
  open.push(made);
  for (let index = 0; index < nodes; index += 1) {
    await made.add(index);
  }
  return made;
}

const PORT = 21380;

async function listenIn(net: NamespaceNetwork, index: number): Promise<void> {
  const [program, ...args] = [...net.prefix(index), process.execPath, '-e',
    `require('net').createServer((s) => s.end('here')).listen(${PORT}, '${net.address(index)}', () => console.log('up'))`];
  const listener = spawn(...endsWithTest(program, args), { stdio: ['ignore', 'pipe', 'inherit'] });
  listeners.push(listener);
  await new Promise((resolve) => { listener.stdout.once('data', resolve); });
}

function reaches(net: NamespaceNetwork, from: number | undefined, to: number): boolean {
  const prefix = from === undefined ? [] : net.prefix(from);
  const [program, ...args] = [...prefix, process.execPath, '-e', `const s = require('net').connect(${PORT}, '${net.address(to)}');
    s.setTimeout(500, () => process.exit(1)); s.on('error', () => process.exit(1)); s.on('data', () => process.exit(0));`];
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const links = (): string => execFileSync('ip', ['-o', 'link'], { encoding: 'utf8' });
const namespaces = (): string => execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });

asRoot(`nodes reach each other and the machine reaches them; cut parts them, heal joins them, close leaves nothing${note}`, async () => {
  const net = await network(2);
  const namespace = /netns\/(\S+)/.exec(net.prefix(0)[1]!)![1]!;
  expect(namespaces()).toContain(namespace);
  await listenIn(net, 0);
  expect(reaches(net, 1, 0)).toBe(true);
  await net.cut([0], [1]);
  expect(reaches(net, 1, 0)).toBe(false);
  expect(reaches(net, undefined, 0)).toBe(true);
  await net.heal();
  expect(reaches(net, 1, 0)).toBe(true);
  listeners.splice(0).forEach((listener) => listener.kill('SIGKILL'));
  await net.close();
  expect(namespaces()).not.toContain(namespace);
  expect(links()).not.toContain(`rhbr${namespace.slice(2, -2)}`);
}, 60_000);

asRoot(`two labs at once share no subnet and no name${note}`, async () => {
  const a = await network(1);
  const b = await network(1);
  expect(a.address(0)).not.toBe(b.address(0));
  expect(a.prefix(0)).not.toEqual(b.prefix(0));
}, 60_000);

asRoot(`what a lab left that was killed before it could clean up is removed by the next one${note}`, async () => {
  const orphan = spawn(...endsWithTest(process.execPath, ['--import', 'tsx', '-e', `
    require('./lib/lab/network/namespaces').NamespaceNetwork.open().then((net) => net.add(0).then(() => console.log(net.prefix(0)[1])));
    setTimeout(() => {}, 60000);`]), { cwd: join(__dirname, '../../../..'), stdio: ['ignore', 'pipe', 'inherit'] });
  listeners.push(orphan);
  const left = /netns\/(rh(\S+)n0)/.exec(String(await new Promise((resolve) => { orphan.stdout.once('data', resolve); })))!;
  const other = await network(1);
  // It lives: its network is its own.
  expect(namespaces()).toContain(left[1]);
  const gone = new Promise((resolve) => { orphan.once('exit', resolve); });
  orphan.kill('SIGKILL');
  await gone;
  await network(1);
  expect(namespaces()).not.toContain(left[1]);
  expect(links()).not.toContain(`rhbr${left[2]}:`);
  expect(namespaces()).toContain(/netns\/(\S+)/.exec(other.prefix(0)[1]!)![1]);
}, 60_000);
