import { answer, outputsOf } from '../../constructs/pulumi/aws/declared';
import { run, tree, type Run } from './engine';

jest.setTimeout(240_000);

const CONFIG = { vpcId: 'vpc-0123456789abcdef0', subnetIds: JSON.stringify(['subnet-a', 'subnet-b', 'subnet-c']) };
let preview: Run;
let update: Run;
beforeAll(async () => {
  preview = await run('pulumi-aws-backups', { config: CONFIG, answer });
  update = await run('pulumi-aws-backups', { config: CONFIG, answer, outputsOf, dryRun: false });
}, 480_000);

test('runs to its end in a preview and in an update, with the same resources', () => {
  for (const { code, said } of [preview, update]) {
    expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
  }
  const urns = ({ resources }: Run): string[] => resources.map(({ urn }) => urn).sort();
  expect(urns(preview)).toEqual(urns(update));
});

test('shows deployment, bucket and schedule, each with what is its own below it', () => {
  const shown = tree(preview).join('\n');
  for (const name of ['cache', 'backups', 'backups-bucket', 'hourly', 'hourly-function', 'hourly-trigger']) {
    expect(shown).toContain(name);
  }
});

test('the function is let in where the nodes listen, as the user for backups', () => {
  const { inputs } = update.resources.find(({ name }) => name === 'hourly-function')!;
  const told = JSON.parse((inputs as any).environment.variables.REDIS_HA_BACKUP);
  expect(told).toMatchObject({ username: 'backup', tls: true, deployment: update.outputs.deployment, store: 's3://backups-bucket' });
  expect(told.nodes).toHaveLength(3);
  expect(update.resources.filter(({ name }) => name.startsWith('hourly-into-servers'))).toHaveLength(1);
});

test('its outputs are what a person needs', () => {
  expect(update.outputs).toMatchObject({ store: 's3://backups-bucket', alarms: expect.stringContaining('people') });
});
