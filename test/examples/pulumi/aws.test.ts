import { readFileSync } from 'node:fs';
import path from 'node:path';
import { answer, outputsOf } from '../../constructs/pulumi/aws/declared';
import { run, tree, type Run } from './engine';

jest.setTimeout(240_000);

const EXAMPLES = ['pulumi-aws-sentinel', 'pulumi-aws-replication', 'pulumi-aws-cluster'];
const CONFIG = { vpcId: 'vpc-0123456789abcdef0', subnetIds: JSON.stringify(['subnet-a', 'subnet-b', 'subnet-c']) };
/** In the place of a value that is not known. */
const UNKNOWN = '<unknown>';

const previews = new Map<string, Run>();
const updates = new Map<string, Run>();
beforeAll(async () => {
  for (const example of EXAMPLES) {
    previews.set(example, await run(example, { config: CONFIG, answer }));
    updates.set(example, await run(example, { config: CONFIG, answer, outputsOf, dryRun: false }));
  }
}, 480_000);

describe.each(EXAMPLES)('%s', (example) => {
  const preview = (): Run => previews.get(example)!;
  const update = (): Run => updates.get(example)!;

  test('runs to its end in a preview and in an update', () => {
    for (const { code, said } of [preview(), update()]) {
      expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
    }
  });

  test('makes the same resources whether or not anything is known: none inside an apply', () => {
    const urns = ({ resources }: Run): string[] => resources.map(({ urn }) => urn).sort();
    expect(urns(preview())).toEqual(urns(update()));
    expect(new Set(urns(preview())).size).toBe(preview().resources.length);
    expect(JSON.stringify(preview().resources)).toContain(UNKNOWN);
    expect(JSON.stringify(update().resources)).not.toContain(UNKNOWN);
  });

  test('passwords are secret wherever they are', () => {
    const versions = update().resources.filter(({ type }) => type.endsWith(':SecretVersion'));
    expect(versions.length).toBeGreaterThan(0);
    expect(versions.filter(({ secrets }) => !secrets.includes('secretString'))).toEqual([]);
    expect(JSON.stringify(update().resources.filter((resource) => !versions.includes(resource)))).not.toContain('made-up');
    expect(JSON.stringify(update().outputs)).not.toContain('made-up');
  });

  test('protects what holds data', () => {
    const kinds = preview().resources.filter(({ protect, retainOnDelete }) => protect && retainOnDelete)
      .map(({ type }) => type.split(':').at(-1));
    expect([...new Set(kinds)].sort()).toEqual(['NetworkInterface', 'Secret', 'SecretVersion', 'Table', 'Volume']);
  });

  test('has everything of the deployment below its component', () => {
    const [component] = preview().resources.filter(({ type }) => type.startsWith('redis-ha-constructs:aws:'));
    const outside = preview().resources.filter(({ custom, parent }) => custom && parent !== component!.urn)
      .map(({ name }) => name);
    expect(outside.every((name) => ['node-away', 'shard-without-primary'].includes(name))).toBe(true);
    expect(tree(preview()).filter((line) => line.trim() === `${component!.type} ${component!.name}`)).toHaveLength(1);
  });

  test('is short', () => {
    expect(readFileSync(path.join(__dirname, '../../../examples', example, 'index.ts'), 'utf8').split('\n').length).toBeLessThan(30);
  });
});
