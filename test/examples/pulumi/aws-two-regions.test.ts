import { outputsOf } from '../../constructs/pulumi/aws/declared';
import { answeringWithAddresses } from '../../constructs/pulumi/aws/links';
import { run, tree, type Run, type RunOptions } from './engine';

jest.setTimeout(480_000);

const network = (where: string): string => JSON.stringify({
  vpcId: `vpc-${where}`, subnetIds: ['a', 'b', 'c'].map((zone) => `subnet-${where}-${zone}`), routeTableIds: [`rtb-${where}`],
});
const CONFIG = { home: network('home'), other: network('other') };
const answer = answeringWithAddresses();
/** Buckets tell their region: nodes are told that of the witness. */
const madeUp: NonNullable<RunOptions['outputsOf']> = (resource) => ({
  ...outputsOf(resource), ...(resource.type === 'aws:s3/bucket:Bucket' ? { region: 'eu-west-3' } : {}),
});
let preview: Run;
let update: Run;
beforeAll(async () => {
  preview = await run('pulumi-aws-two-regions', { config: CONFIG, answer });
  update = await run('pulumi-aws-two-regions', { config: CONFIG, answer, outputsOf: madeUp, dryRun: false });
}, 960_000);

test('runs to its end in a preview and in an update, with the same resources: none inside an apply', () => {
  for (const { code, said, logged } of [preview, update]) {
    const errors = logged.filter((line) => !line.startsWith('redis-ha-constructs:'));
    expect({ code, said, errors }).toEqual({ code: 0, said: '', errors: [] });
  }
  const urns = ({ resources }: Run): string[] => resources.map(({ urn }) => urn).sort();
  expect(urns(preview)).toEqual(urns(update));
  expect(new Set(urns(preview)).size).toBe(preview.resources.length);
  expect(JSON.stringify(preview.resources)).toContain('<unknown>');
  expect(JSON.stringify(update.resources)).not.toContain('<unknown>');
});

test('shows the parts of both regions, each with what is its own below it', () => {
  const shown = tree(preview).filter((line) => line.includes('redis-ha-constructs:'))
    .map((line) => line.trim().split(' ')[1]).sort();
  expect(shown).toEqual(['cache', 'cache-west', 'failback', 'link', 'link-return', 'promotion', 'witness']);
  const components = new Set(preview.resources.filter(({ custom }) => !custom).map(({ urn }) => urn));
  const outside = preview.resources.filter(({ custom, parent, type }) =>
    custom && !components.has(parent) && !type.startsWith('pulumi:providers:'));
  expect(outside).toEqual([]);
});

test('everything is made where it belongs', () => {
  const where = (component: string): (string | undefined)[] => {
    const { urn } = update.resources.find(({ name, custom }) => name === component && !custom)!;
    return [...new Set(update.resources.filter(({ parent }) => parent === urn).map(({ provider }) => provider.split('::')[3]))];
  };
  expect(['witness', 'cache', 'cache-west', 'link', 'link-return', 'failback', 'promotion'].map(where))
    .toEqual([['third'], ['home'], ['other'], ['home'], ['other'], ['home'], ['other']]);
});

test('passwords are secret wherever they are', () => {
  const versions = update.resources.filter(({ type }) => type.endsWith(':SecretVersion'));
  expect(versions.filter(({ secrets }) => !secrets.includes('secretString'))).toEqual([]);
  expect(JSON.stringify(update.resources.filter((resource) => !versions.includes(resource)))).not.toContain('made-up');
  expect(JSON.stringify(update.outputs)).not.toContain('made-up');
});

test('its outputs are what a person needs', () => {
  expect(update.outputs).toMatchObject({
    masterName: 'cache', clientsBeginAt: 'active.cache.redis-ha.internal',
    promotionCommand: expect.stringMatching(/--region eu-west-1 --document-name promotion-document .*DryRun=true$/),
    failbackCommand: expect.stringMatching(/--region eu-central-1 --document-name failback-document .*DryRun=true$/),
  });
});
