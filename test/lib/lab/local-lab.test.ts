import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../../../lib/drill/clock';
import { startLab, type Lab } from '../../../lib/lab';
import { plan } from '../../../lib/plan';
import { RedisLink } from '../../../lib/redis';
import { demoSpec } from '../plan/specs';
import { whyNoCuts } from './network/reach';

const deployment = plan(demoSpec({ name: 'local' }));
let lab: Lab;
const links: RedisLink[] = [];

beforeAll(async () => {
  lab = await startLab(deployment);
  await lab.healthy(30_000);
}, 40_000);

afterAll(async () => {
  links.forEach((link) => link.close());
  await lab?.down();
});

function app(node: string): RedisLink {
  const link = new RedisLink({
    host: lab.node(node).host, port: deployment.ports.redis, username: 'app', password: lab.secret('app'), timeoutMs: 2000,
  });
  links.push(link);
  return link;
}

test('healthy means: a primary that takes writes, replicas that have them', async () => {
  expect(await lab.primary()).toBe('node-1');
  await app('node-1').call('SET', 'k', 'v');
  expect(await until(() => app('node-3').call('GET', 'k').then((value) => value === 'v'), 3000)).toBe(true);
  await expect(app('node-2').call('SET', 'k', 'v')).rejects.toThrow('READONLY');
  expect((await lab.node('node-1').health('/primary'))!.status).toBe(200);
  expect((await lab.node('node-2').health('/primary'))!.status).toBe(503);
});

test('no process argument holds a secret', () => {
  for (const node of lab.nodes) {
    for (const name of ['redis', 'sentinel', 'agent'] as const) {
      const args = readFileSync(`/proc/${node.pid(name)}/cmdline`, 'utf8');
      expect(args.length).toBeGreaterThan(10);
      for (const { name: user } of deployment.users) {
        expect(args).not.toContain(lab.secret(user));
      }
    }
  }
});

test('an unknown node is an error that lists those there are', () => {
  expect(() => lab.node('node-9')).toThrow('no node "node-9"; there are node-1, node-2, node-3');
});

test('a running node keeps its volume; a killed one stays down until it is started', async () => {
  await expect(lab.node('node-3').wipe()).rejects.toThrow('node-3 is running');
  await lab.node('node-3').kill();
  expect(['redis', 'sentinel', 'agent'].map((name) => lab.node('node-3').pid(name as 'redis'))).toEqual([undefined, undefined, undefined]);
  expect(await lab.node('node-3').health('/live')).toBeUndefined();
  await expect(lab.healthy(300)).rejects.toThrow(/not healthy within 300 ms: node-3 is not ready \(no answer\)/);
  await lab.node('node-3').wipe();
  expect(existsSync(join(lab.directory, 'nodes/node-3/data/agent/memory.json'))).toBe(false);
  await lab.node('node-3').start();
  await lab.healthy(30_000);
  expect(await app('node-3').call('GET', 'k')).toBe('v');
}, 45_000);

const why = whyNoCuts();
(why === '' ? test : test.skip)(`cut and heal are by name and told as faults${why && ` (skipped: ${why})`}`, async () => {
  await lab.cut(['node-2'], ['node-3']);
  await lab.heal();
  expect(lab.events.filter(({ source }) => source === 'fault').map(({ message }) => message).slice(-2))
    .toEqual(['cut node-2 off from node-3', 'network healed']);
});

test('a handover that names nobody who can take over says who can', async () => {
  expect(await lab.handover('node-1')).toMatchObject({ ok: false, detail: expect.stringMatching(/cannot take over; .*node-2/) as string });
});

test('a listener hears what is recorded', () => {
  const heard: string[] = [];
  lab.onEvent((event) => heard.push(`${event.source} ${event.node ?? ''} ${event.message}`));
  lab.record('fault', 'something', 'node-2');
  expect(heard).toContain('fault node-2 something');
});
