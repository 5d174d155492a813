import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PodRoles, PRIMARY, REPLICA } from '../../../../lib/agent/kubernetes/pod-roles';
import { RoleLabel } from '../../../../lib/agent/kubernetes/role-label';
import { KubernetesApi } from '../../../../lib/agent/platform/kubernetes-api';
import type { Situation } from '../../../../lib/agent/situation';
import { FENCE, POD_LABELS, ROLE_EPOCH_ANNOTATION } from '../../../../lib/config';
import { until } from '../../../../lib/drill/clock';
import { FakeKubernetes, type Mishap } from '../platform/fake-kubernetes';
import { linked, nobody, primary, situation, view } from '../situations';

const PODS = ['cache-node-0', 'cache-node-1', 'cache-node-2'];
let fake: FakeKubernetes;
let address: string;
let folder: string;
let mostPrimaries: number;
let agents: Fighter[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-label-'));
  fake = new FakeKubernetes();
  address = await fake.listen();
  PODS.forEach((name) => fake.set(FakeKubernetes.pod(name)));
  agents = [];
  mostPrimaries = 0;
  fake.onChange = () => { mostPrimaries = Math.max(mostPrimaries, labels().filter((label) => label === PRIMARY).length); };
});
afterEach(async () => {
  jest.restoreAllMocks();
  fake.mishap = () => undefined;
  await Promise.all(agents.map(({ label }) => label.stop()));
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

const labels = (): (string | undefined)[] => PODS.map((name) =>
  fake.objects.get(FakeKubernetes.pod(name))!.metadata.labels?.[POD_LABELS.role]);
const shows = (...expected: (string | undefined)[]): Promise<boolean | undefined> =>
  until(() => Promise.resolve(JSON.stringify(labels()) === JSON.stringify(expected)), 5000, 5);

/** The label's keeper of one pod, with a connection to the API of its own; its token is its number. */
class Fighter {
  public readonly events: string[] = [];
  public readonly label: RoleLabel;

  constructor(private readonly index: number, verifyMs?: number, timeoutMs = 3000) {
    const accountDir = mkdtempSync(join(folder, 'account-'));
    writeFileSync(join(accountDir, 'token'), String(index));
    writeFileSync(join(accountDir, 'namespace'), FakeKubernetes.NAMESPACE);
    const api = new KubernetesApi(accountDir, address, timeoutMs);
    const roles = new PodRoles(api, PODS[index]!, PODS.filter((_, other) => other !== index));
    this.label = new RoleLabel(roles, (event, fields) => this.events.push(`${event} ${JSON.stringify(fields)}`), verifyMs);
    agents.push(this);
  }

  public sees(over: Partial<Situation>, phase: 'serving' | 'waiting' = 'serving'): void {
    this.label.look(situation({ node: `node-${this.index + 1}`, ...over }), { phase, reason: '' });
  }

  public leads(epoch = 3): void {
    this.sees({ redis: primary(), view: view(`node-${this.index + 1}`, epoch) });
  }

  public follows(): void {
    this.sees({ redis: linked('node-9'), view: view('node-9') });
  }

  public isNobody(): void {
    this.sees({ redis: nobody(), view: view('node-9') }, 'waiting');
  }
}

test('the primary\'s pod bears it, and many looks are one change', async () => {
  const agent = new Fighter(0);
  for (let look = 0; look < 10; look += 1) {
    agent.leads();
  }
  expect(await shows(PRIMARY, undefined, undefined)).toBe(true);
  await until(() => Promise.resolve(agent.events.length > 0), 1000, 5);
  const before = fake.requests.length;
  agent.leads();
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(fake.requests.length).toBe(before);
  expect(agent.events).toEqual(['role-label {"label":"primary","epoch":3}']);
});

test.each<[string, Partial<Situation>]>([
  ['is a replica', { redis: linked('node-2'), view: view('node-2') }],
  ['is fenced', { redis: primary({ minReplicas: FENCE }), view: view('node-1') }],
  ['sees no majority', { redis: primary(), view: view(undefined) }],
  ['is named no longer', { redis: primary(), view: view('node-2', 4) }],
  ['does not answer', { redis: undefined, view: view('node-1') }],
])('one that %s loses it at once', async (_, over) => {
  const agent = new Fighter(0);
  agent.leads();
  await shows(PRIMARY, undefined, undefined);
  const began = Date.now();
  agent.sees(over, 'waiting');
  expect(await shows(undefined, undefined, undefined)).toBe(true);
  expect(Date.now() - began).toBeLessThan(800);
});

test('a replica bears its own label while it is ready', async () => {
  const agent = new Fighter(0);
  agent.follows();
  expect(await shows(REPLICA, undefined, undefined)).toBe(true);
  agent.isNobody();
  expect(await shows(undefined, undefined, undefined)).toBe(true);
});

test('a replica that goes back and forth costs a request a second, and becomes primary at once', async () => {
  const agent = new Fighter(0);
  for (const end = Date.now() + 700; Date.now() < end;) {
    agent.follows();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    agent.isNobody();
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  expect(fake.count('PATCH')).toBeLessThanOrEqual(3);
  const began = Date.now();
  agent.leads();
  expect(await shows(PRIMARY, undefined, undefined)).toBe(true);
  expect(Date.now() - began).toBeLessThan(500);
});

test('one that has just started leaves the label until it knows, but not for long', async () => {
  fake.set(FakeKubernetes.pod(PODS[0]!), { metadata: { labels: { [POD_LABELS.role]: PRIMARY } } });
  const agent = new Fighter(0);
  agent.sees({ startedAt: 999_000, redis: primary(), view: view(undefined) }, 'waiting');
  agent.sees({ startedAt: 999_000, redis: undefined, view: view('node-1') }, 'waiting');
  await new Promise((resolve) => { setTimeout(resolve, 100); });
  expect(fake.requests).toHaveLength(0);
  agent.sees({ startedAt: 997_000, redis: primary(), view: view(undefined) }, 'waiting');
  expect(await shows(undefined, undefined, undefined)).toBe(true);
});

test('it says so at once when what it knows is that another one leads', async () => {
  fake.set(FakeKubernetes.pod(PODS[0]!), { metadata: { labels: { [POD_LABELS.role]: PRIMARY } } });
  new Fighter(0).sees({ startedAt: 999_999, redis: primary(), view: view('node-2', 4) }, 'waiting');
  expect(await shows(undefined, undefined, undefined)).toBe(true);
});

test('the API away: no look waits, it is tried until it is there, and what is wanted by then is done', async () => {
  fake.mishap = () => ({ status: 503, message: 'away' });
  const agent = new Fighter(0);
  const began = performance.now();
  agent.leads();
  expect(performance.now() - began).toBeLessThan(20);
  await until(() => Promise.resolve(fake.requests.length > 1), 5000, 5);
  expect(agent.events).toEqual([expect.stringContaining('role-label-failed')]);
  agent.follows();
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  fake.mishap = () => undefined;
  expect(await shows(REPLICA, undefined, undefined)).toBe(true);
  expect(mostPrimaries).toBe(0);
});

test('a claim whose moment has passed while it waited for the API is not carried on with', async () => {
  let hold: Mishap | undefined = { before: 300 };
  fake.mishap = () => hold;
  const agent = new Fighter(0);
  agent.leads();
  await until(() => Promise.resolve(fake.requests.length > 0), 1000, 2);
  agent.follows();
  hold = undefined;
  expect(await shows(REPLICA, undefined, undefined)).toBe(true);
  expect(mostPrimaries).toBe(0);
});

test('what somebody changes by hand is put right', async () => {
  const agent = new Fighter(0, 50);
  agent.leads();
  await shows(PRIMARY, undefined, undefined);
  fake.set(FakeKubernetes.pod(PODS[0]!));
  expect(await shows(PRIMARY, undefined, undefined)).toBe(true);
  fake.set(FakeKubernetes.pod(PODS[2]!), { metadata: { labels: { [POD_LABELS.role]: PRIMARY } } });
  expect(await shows(PRIMARY, undefined, undefined)).toBe(true);
  const other = new Fighter(1, 50);
  other.isNobody();
  fake.set(FakeKubernetes.pod(PODS[1]!), { metadata: { labels: { [POD_LABELS.role]: REPLICA } } });
  expect(await shows(PRIMARY, undefined, undefined)).toBe(true);
});

test('a set that was given up and carried out late is found and taken back', async () => {
  const agent = new Fighter(0, undefined, 100);
  fake.mishap = ({ method }) => (method === 'PATCH' && fake.count('PATCH') === 3 ? { before: 400 } : undefined);
  agent.leads();
  await until(() => Promise.resolve(agent.events.some((event) => event.includes('no answer'))), 3000, 5);
  agent.isNobody();
  await until(() => Promise.resolve(mostPrimaries === 1), 3000, 5);
  expect(await shows(undefined, undefined, undefined)).toBe(true);
});

test('a newer epoch is waited for, and overruled when the majority stays with this one for a minute', async () => {
  fake.set(FakeKubernetes.pod(PODS[1]!), {
    metadata: { labels: { [POD_LABELS.role]: PRIMARY }, annotations: { [ROLE_EPOCH_ANNOTATION]: '9' } },
  });
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  const agent = new Fighter(0);
  agent.leads(4);
  await new Promise((resolve) => { setTimeout(resolve, 300); });
  expect(agent.events).toEqual(['role-label-waits {"epoch":4,"newer":"cache-node-1"}']);
  clock.mockReturnValue(59_000);
  await new Promise((resolve) => { setTimeout(resolve, 1200); });
  expect(labels()).toEqual([undefined, PRIMARY, undefined]);
  clock.mockReturnValue(61_000);
  await new Promise((resolve) => { setTimeout(resolve, 1500); });
  expect(labels()).toEqual([PRIMARY, undefined, undefined]);
  expect(agent.events.at(-1)).toContain('"regardless":true');
});

test('stopped cleanly, the label is off; with an API that is silent it does not wait long', async () => {
  const agent = new Fighter(0);
  agent.leads();
  await shows(PRIMARY, undefined, undefined);
  await agent.label.stop();
  expect(labels()).toEqual([undefined, undefined, undefined]);
  agent.leads();
  await new Promise((resolve) => { setTimeout(resolve, 50); });
  expect(labels()).toEqual([undefined, undefined, undefined]);
  fake.mishap = () => ({ hang: true });
  const stuck = new Fighter(1);
  stuck.follows();
  const began = Date.now();
  await stuck.label.stop();
  expect(Date.now() - began).toBeLessThan(2000);
});

test('two agents that fight through a partition: never two primaries, and in the end the one that leads', async () => {
  const [a, b] = [new Fighter(0, 100, 80), new Fighter(1, 100, 80)];
  let cut = '';
  fake.mishap = ({ token }) => (token === cut ? { hang: true }
    : { before: Math.random() ** 4 * 100, after: Math.random() ** 4 * 50 });
  let epoch = 3;
  let changes = 0;
  const { onChange } = fake;
  fake.onChange = () => { changes += 1; onChange(); };
  for (let round = 0; round < 40; round += 1) {
    // One is cut off from the API and from the news: it goes on believing what it did, at the epoch it knew.
    cut = ['', '0', '1'][round % 3]!;
    const [old, next] = round % 2 === 0 ? [a, b] as const : [b, a] as const;
    old.leads(epoch);
    epoch += 1;
    next.leads(epoch);
    await new Promise((resolve) => { setTimeout(resolve, Math.random() * 250); });
    if (Math.random() < 0.5) {
      old.isNobody();
    }
  }
  cut = '';
  fake.mishap = () => undefined;
  a.isNobody();
  b.leads(epoch + 1);
  expect(await shows(undefined, PRIMARY, undefined)).toBe(true);
  expect(mostPrimaries).toBe(1);
  expect(changes).toBeGreaterThan(15);
}, 30_000);
