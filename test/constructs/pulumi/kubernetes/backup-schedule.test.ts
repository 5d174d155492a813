import * as pulumi from '@pulumi/pulumi';
import { BackupSchedule, BackupSource, ObjectStore, StoreIdentity, type BackupScheduleArgs } from '../../../../constructs/pulumi/kubernetes';
import { recorded, UNKNOWN, type Recorded, type RecordedRun } from '../recorded';
import { objectsOf, resourceOf, sentinel } from './programs';

const ROLE = 'arn:aws:iam::123456789012:role/backups';
const store = (bucket: pulumi.Input<string> = 'backups'): ObjectStore =>
  ObjectStore.s3({ bucket, region: 'eu-west-1', identity: StoreIdentity.irsa(ROLE) });
function scheduled(args: () => Partial<BackupScheduleArgs> = () => ({}), run: RecordedRun = {}): Promise<Recorded> {
  return recorded(() => {
    const backups = new BackupSchedule('backups', { source: BackupSource.deployment(sentinel()), store: store(), ...args() });
    return { cronJob: backups.cronJobName, account: backups.serviceAccountName, namespace: backups.namespace };
  }, run);
}

test('one run at a time, in the deployment\'s namespace, as who the role trusts; no password in it', async () => {
  const told = await scheduled();
  expect(told.outputs).toEqual({ cronJob: 'cache-backup', account: 'cache-backup', namespace: 'shop' });
  const { inputs, parent } = resourceOf(told, 'CronJob', 'cache-backup');
  expect(parent).toBe(told.named('backups').urn);
  expect(inputs.metadata.namespace).toBe('shop');
  expect(inputs.spec.concurrencyPolicy).toBe('Forbid');
  const account = resourceOf(told, 'ServiceAccount', 'cache-backup').inputs;
  expect(account.metadata.annotations['eks.amazonaws.com/role-arn']).toBe(ROLE);
  expect(JSON.stringify(inputs)).toContain('cache-passwords');
  expect(objectsOf(told).filter(({ kind }) => kind === 'Secret')).toEqual([]);
});

test('a bucket that is not known yet changes no object', async () => {
  class Made extends pulumi.CustomResource {}
  const bucket = (): Partial<BackupScheduleArgs> => ({ store: store(new Made('test:index:Made', 'made', {}).id) });
  const [unknown, known] = [await scheduled(bucket, { preview: true }), await scheduled()];
  const urns = ({ resources }: Recorded): string[] => resources.filter(({ name }) => name !== 'made').map(({ urn }) => urn).sort();
  expect(urns(unknown)).toEqual(urns(known));
  expect(JSON.stringify(objectsOf(unknown))).toContain(UNKNOWN);
});

test.each<[string, () => Partial<BackupScheduleArgs>, RegExp]>([
  ['deadline', () => ({ deadline: 'soon' }), /^backups: deadline: got "soon"/],
  ['schedule', () => ({ schedule: pulumi.output('0 * * * *') as never }), /^backups: schedule: is an output/],
  ['namespace', () => ({ namespace: 'other' }), /^backups: source: the deployment is in namespace shop and the schedule in other/],
])('%s is refused, naming component and argument', async (_, wrong, message) => {
  await expect(scheduled(wrong)).rejects.toThrow(message);
});
