import { PodRoles, PRIMARY, REPLICA } from '../../../../lib/agent/kubernetes/pod-roles';
import { KubernetesApi, KubernetesConflict } from '../../../../lib/agent/platform/kubernetes-api';
import { POD_LABELS, ROLE_EPOCH_ANNOTATION } from '../../../../lib/config';
import { FakeKubernetes } from '../platform/fake-kubernetes';

const NAMES = ['cache-node-0', 'cache-node-1', 'cache-node-2'];
let fake: FakeKubernetes;
let api: KubernetesApi;
let address: string;

beforeEach(async () => {
  fake = new FakeKubernetes();
  address = await fake.listen();
  api = new KubernetesApi(fake.accountDir, address);
  NAMES.forEach((name) => appear(name));
  fake.requests.length = 0;
});
afterEach(async () => {
  api.close();
  await fake.close();
});

const roles = (index: number): PodRoles => new PodRoles(api, NAMES[index]!, NAMES.filter((_, other) => other !== index));
const yes = (): boolean => true;
const labels = (): (string | undefined)[] => NAMES.map((name) =>
  fake.objects.get(FakeKubernetes.pod(name))?.metadata.labels?.[POD_LABELS.role]);
const epochs = (): number[] => NAMES.map((name) =>
  parseInt(fake.objects.get(FakeKubernetes.pod(name))?.metadata.annotations?.[ROLE_EPOCH_ANNOTATION] ?? '', 10));

function appear(name: string, role?: string, epoch?: string): void {
  fake.set(FakeKubernetes.pod(name), { metadata: {
    labels: { app: 'cache', ...(role === undefined ? {} : { [POD_LABELS.role]: role }) },
    annotations: { other: 'x', ...(epoch === undefined ? {} : { [ROLE_EPOCH_ANNOTATION]: epoch }) },
  } });
}

/** Method and pod of every request, in order. */
const asked = (): string[] => fake.requests.map(({ method, path }) => `${method} ${path.split('/').at(-1)!}`);

test('the label comes off the pod before, then onto its own; what others bear beside it stays', async () => {
  appear('cache-node-0', PRIMARY, '5');
  appear('cache-node-2', REPLICA);
  let most = 0;
  fake.onChange = () => { most = Math.max(most, labels().filter((label) => label === PRIMARY).length); };
  fake.requests.length = 0;
  expect(await roles(1).claim(6, yes)).toEqual({ changed: true });
  expect(labels()).toEqual([undefined, PRIMARY, REPLICA]);
  expect(epochs()).toEqual([6, 6, 6]);
  expect(most).toBe(1);
  expect(asked().at(-1)).toBe('PATCH cache-node-1');
  expect(fake.objects.get(FakeKubernetes.pod('cache-node-1'))!.metadata).toMatchObject({ labels: { app: 'cache' }, annotations: { other: 'x' } });
});

test('once it bears it, looking again only reads', async () => {
  await roles(1).claim(6, yes);
  fake.requests.length = 0;
  expect(await roles(1).claim(6, yes)).toEqual({ changed: false });
  expect(fake.count('PATCH')).toBe(0);
});

test('a label that somebody gave to another pod by hand comes off', async () => {
  await roles(1).claim(6, yes);
  appear('cache-node-2', PRIMARY);
  expect(await roles(1).claim(6, yes)).toEqual({ changed: true });
  expect(labels()).toEqual([undefined, PRIMARY, undefined]);
});

test.each([['of a pod that bears the label', PRIMARY], ['of a pod that is only about to', undefined]])('a newer epoch %s is waited for', async (_, role) => {
  appear('cache-node-2', role, '7 abc');
  expect(await roles(1).claim(6, yes)).toEqual({ changed: false, newer: 'cache-node-2' });
  expect(fake.count('PATCH')).toBe(0);
});

test('whoever was overtaken does not claim again at its epoch', async () => {
  await roles(0).claim(5, yes);
  await roles(1).claim(6, yes);
  expect(await roles(0).claim(5, yes)).toEqual({ changed: false, newer: 'cache-node-0' });
  await roles(1).bear(undefined);
  expect(await roles(0).claim(5, yes)).toMatchObject({ changed: false });
  expect(labels()).toEqual([undefined, undefined, undefined]);
});

test('unless it is told to, whatever was claimed', async () => {
  await roles(1).claim(6, yes);
  expect(await roles(0).claim(5, yes, true)).toEqual({ changed: true });
  expect(labels()).toEqual([PRIMARY, undefined, undefined]);
});

test('a pod that does not exist is nobody\'s trouble', async () => {
  fake.objects.delete(FakeKubernetes.pod('cache-node-0'));
  await roles(1).claim(6, yes);
  expect(labels()).toEqual([undefined, PRIMARY, undefined]);
  // Its next incarnation knows of no claim, and finds the one that stands.
  appear('cache-node-0');
  expect(await roles(0).claim(5, yes)).toEqual({ changed: false, newer: 'cache-node-1' });
});

test('its own pod not being there is an error', async () => {
  fake.objects.delete(FakeKubernetes.pod('cache-node-1'));
  await expect(roles(1).claim(6, yes)).rejects.toThrow('pod cache-node-1, which this agent is in, is not there');
});

test('no longer wanted, nothing is written', async () => {
  await roles(1).claim(6, () => false);
  expect(fake.count('PATCH')).toBe(0);
});

test('a claim that another one ran into leaves its own pod alone, at the same epoch too', async () => {
  // Everything of the first is done but its last step when the second comes.
  let written = 0;
  const slow = new PodRoles(new Proxy(api, {
    get: (target, name: keyof KubernetesApi) => (name !== 'patch' ? (target[name] as () => unknown).bind(target)
      : async (path: string, ...rest: [object]) => {
        await target.patch(path, ...rest);
        written += 1;
        await (written === 2 && roles(2).claim(6, yes));
      }),
  }), 'cache-node-1', ['cache-node-0', 'cache-node-2']);
  await expect(slow.claim(6, yes)).rejects.toThrow(KubernetesConflict);
  expect(labels()).toEqual([undefined, undefined, PRIMARY]);
});

test('without a claim: a replica\'s label, or none', async () => {
  await roles(1).claim(6, yes);
  await roles(1).bear(REPLICA);
  expect(labels()).toEqual([undefined, REPLICA, undefined]);
  await roles(1).bear(undefined);
  expect(labels()).toEqual([undefined, undefined, undefined]);
});

test('claims at any epochs, overlapping in any way, never leave two labels', async () => {
  let most = 0;
  let changes = 0;
  fake.onChange = () => {
    changes += 1;
    most = Math.max(most, labels().filter((label) => label === PRIMARY).length);
  };
  // Some requests take so long that whoever asked has given them up when they are carried out.
  const patient = new KubernetesApi(fake.accountDir, address, 40);
  fake.mishap = () => ({ before: Math.random() ** 4 * 60, after: Math.random() ** 4 * 20 });
  let overtaken = 0;
  const fight = async (index: number): Promise<void> => {
    const own = new PodRoles(patient, NAMES[index]!, NAMES.filter((_, other) => other !== index));
    for (const until = Date.now() + 3000; Date.now() < until;) {
      await own.claim(Math.floor(Math.random() * 4), yes, Math.random() < 0.5).catch((failure: unknown) => {
        overtaken += failure instanceof KubernetesConflict ? 1 : 0;
      });
      await (Math.random() < 0.3 ? own.bear(undefined).catch(() => undefined) : undefined);
    }
  };
  await Promise.all([0, 1, 2].map(fight));
  patient.close();
  expect(most).toBe(1);
  expect(changes).toBeGreaterThan(20);
  expect(overtaken).toBeGreaterThan(2);
});
