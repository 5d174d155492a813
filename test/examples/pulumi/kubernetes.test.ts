import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run, tree, type Registered, type Run } from './engine';

jest.setTimeout(240_000);

const EXAMPLES = ['pulumi-k8s-sentinel', 'pulumi-k8s-replication', 'pulumi-k8s-cluster', 'pulumi-k8s-backups'];
/** In the place of a value that is not known. */
const UNKNOWN = '<unknown>';
const BACKUP = { prove: '20261122T150203Z-4f3a91' };

const previews = new Map<string, Run>();
const updates = new Map<string, Run>();
beforeAll(async () => {
  for (const example of EXAMPLES) {
    previews.set(example, await run(example, { config: BACKUP }));
    updates.set(example, await run(example, { config: BACKUP, dryRun: false }));
  }
}, 480_000);

describe.each(EXAMPLES)('%s', (example) => {
  const preview = (): Run => previews.get(example)!;
  const update = (): Run => updates.get(example)!;

  test('runs to its end in a preview and in an update, without an error', () => {
    for (const { code, said } of [preview(), update()]) {
      expect({ code, said }).toEqual({ code: 0, said: expect.not.stringContaining('rror') });
    }
  });

  test('makes the same resources whether or not anything is known: none inside an apply', () => {
    const urns = ({ resources }: Run): string[] => resources.map(({ urn }) => urn).sort();
    expect(urns(preview())).toEqual(urns(update()));
    expect(new Set(urns(preview())).size).toBe(preview().resources.length);
    expect(JSON.stringify(update().resources)).not.toContain(UNKNOWN);
  });

  test('leaves no mark of an output, and has every object below its component', () => {
    expect(JSON.stringify([preview(), update()])).not.toMatch(/redis-ha-output|\$\{Token/);
    const components = preview().resources.filter(({ type }) => type.startsWith('redis-ha-constructs:')).map(({ urn }) => urn);
    const objects = preview().resources.filter(({ type }) => type.startsWith('kubernetes:') && type !== 'kubernetes:core/v1:Namespace');
    expect(objects.length).toBeGreaterThan(10);
    expect(objects.filter(({ parent }) => !components.includes(parent))).toEqual([]);
  });

  test('protects what the data depends on, and nothing else', () => {
    const kept = preview().resources.filter(({ protect }) => protect).map(({ inputs }) => `${inputs.kind}/${inputs.metadata.name}`);
    const states = preview().resources.filter(isStatefulSet).map(({ inputs }) => `StatefulSet/${inputs.metadata.name}`);
    expect(kept.sort()).toEqual([expect.stringMatching(/^ConfigMap\/[a-z]+-state$/), ...states.sort()]);
    const retained = preview().resources.filter(({ retainOnDelete }) => retainOnDelete);
    expect(new Set(retained.map(({ inputs }) => inputs.kind))).toEqual(new Set(['ConfigMap']));
  });

  test('is short', () => {
    expect(readFileSync(path.join(__dirname, '../../../examples', example, 'index.ts'), 'utf8').split('\n').length).toBeLessThan(30);
  });
});

const isStatefulSet = ({ inputs }: Registered): boolean => inputs.kind === 'StatefulSet';

test('the tree of a Sentinel deployment', () => {
  const lines = tree(previews.get('pulumi-k8s-sentinel')!);
  expect(lines[0]).toBe('pulumi:pulumi:Stack example-dev');
  expect(lines).toEqual(expect.arrayContaining([
    '  kubernetes:core/v1:Namespace redis',
    '  redis-ha-constructs:kubernetes:RedisSentinel cache',
    '    kubernetes:apps/v1:StatefulSet cache-node-stateful-set [protect]',
    '    kubernetes:core/v1:ConfigMap cache-deployment [retain]',
    '    kubernetes:core/v1:ConfigMap cache-state [protect] [retain]',
    '    kubernetes:core/v1:Service cache-node1-service',
    '    kubernetes:batch/v1:Job cache-passwords-job',
    '    kubernetes:networking.k8s.io/v1:NetworkPolicy cache-clients-network-policy',
  ]));
  expect(lines.filter((line) => line.includes(':Service '))).toHaveLength(7);
});

test('a namespace that is not known yet is not known wherever it stands, and nowhere else', () => {
  const { resources, outputs } = previews.get('pulumi-k8s-sentinel')!;
  const objects = resources.filter(({ parent }) => parent.includes('RedisSentinel'));
  expect(objects.filter(({ inputs }) => inputs.metadata.namespace !== UNKNOWN)).toEqual([]);
  expect(objects.find(isStatefulSet)!.inputs.spec.replicas).toBe(3);
  expect(outputs).toEqual({ primary: UNKNOWN, sentinels: [UNKNOWN, UNKNOWN, UNKNOWN], passwords: 'cache-passwords' });
  expect(updates.get('pulumi-k8s-sentinel')!.outputs.primary).toBe('cache-primary.redis-1a2b3c.svc');
});

test('Jobs come after what they need, and StatefulSets after Jobs', () => {
  const { resources } = previews.get('pulumi-k8s-sentinel')!;
  const of = (name: string): Registered => resources.find((resource) => resource.name === name)!;
  const [job, pods] = [of('cache-passwords-job'), of('cache-node-stateful-set')];
  expect(job.dependencies).toEqual(expect.arrayContaining([of('cache-deployment').urn, of('cache-passwords-service-account').urn]));
  expect(pods.dependencies).toEqual(expect.arrayContaining([job.urn, of('cache-node1-service').urn]));
});

test('no password and no key is in what the engine is told', () => {
  for (const { resources } of previews.values()) {
    expect(resources.filter(({ inputs }) => inputs.kind === 'Secret')).toEqual([]);
    expect(JSON.stringify(resources)).not.toMatch(/PRIVATE KEY|AWS_SECRET_ACCESS_KEY"?: ?"/);
  }
});

test('warnings are told to the engine, one for each', () => {
  const { logged } = previews.get('pulumi-k8s-sentinel')!;
  expect(logged).toEqual(expect.arrayContaining([expect.stringContaining('any-api-server: apiServer: names no peer')]));
  expect(new Set(logged).size).toBe(logged.length);
  // Somebody was let in after the deployment was declared.
  expect(previews.get('pulumi-k8s-replication')!.logged.join()).not.toContain('no-clients');
});
