import { WitnessBucket, type IWitnessBucket, type WitnessBucketArgs } from '../../../../constructs/pulumi/aws';
import { UNKNOWN, type Recorded } from '../recorded';
import { onAws, statementsOf } from './backups';

const made = (args?: WitnessBucketArgs, name = 'witness', preview = false): Promise<Recorded> => onAws(() => {
  const { url, bucketName, region } = new WitnessBucket(name, args);
  return { url, bucketName, region };
}, { preview });

test('a record that was written stays what it was: nobody may overwrite one, versions are kept, and so is the bucket', async () => {
  const told = await made();
  expect(told.named('witness-bucket').options).toMatchObject({ protect: true, retainOnDelete: true });
  expect(told.named('witness-bucket-versioning').inputs.versioningConfiguration).toEqual({ status: 'Enabled' });
  expect(statementsOf(told.named('witness-bucket-policy').inputs.policy)).toContainEqual({
    Sid: 'CreateOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::witness-bucket/*'],
    Condition: { Null: { 's3:if-none-match': 'true' } },
  });
  expect(told.resources.filter(({ type }) => type.includes('Lifecycle'))).toEqual([]);
});

test('private, by TLS 1.2 only, and no key whose failure would stop every primary', async () => {
  const told = await made();
  expect(Object.values(told.named('witness-bucket-public-access').inputs).filter((value) => value === true)).toHaveLength(4);
  const conditions = statementsOf(told.named('witness-bucket-policy').inputs.policy).map(({ Condition }) => JSON.stringify(Condition)).join();
  expect(conditions).toContain('"aws:SecureTransport":"false"');
  expect(conditions).toContain('"s3:TlsVersion":1.2');
  expect(told.named('witness-bucket-encryption').inputs.rules).toEqual([{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }]);
});

test('its name is the one that is given, or begins with the component\'s', async () => {
  expect((await made()).named('witness-bucket').inputs).not.toHaveProperty('bucket');
  const { outputs, named } = await made({ bucketName: 'records' }, 'A Witness');
  expect(named('A Witness-bucket').inputs.bucket).toBe('records');
  expect(outputs).toEqual({ url: 'https://records.s3.eu-central-1.amazonaws.com', bucketName: 'records', region: 'eu-central-1' });
  await expect(made({}, 'A Witness')).rejects.toThrow(/^A Witness: name: got "A Witness", .*or give bucketName/);
  await expect(made({ removalPolicy: 'keep' as 'retain' })).rejects.toThrow(/^witness: removalPolicy: got "keep"/);
});

test('in a preview nobody knows its name, and everything is there', async () => {
  const [preview, update] = [await made({}, 'witness', true), await made()];
  expect(preview.outputs.url).toBe(UNKNOWN);
  expect(preview.resources.map(({ urn }) => urn)).toEqual(update.resources.map(({ urn }) => urn));
});

test('one that may go, goes', async () => {
  expect((await made({ removalPolicy: 'destroy' })).named('witness-bucket').options).toMatchObject({ protect: false, retainOnDelete: false });
});

describe('grantWitness', () => {
  const granted = async (witness: () => IWitnessBucket): Promise<Recorded> => onAws(() => {
    witness().grantWitness('nodes', 'role-of-nodes', 'cache');
  });

  test('reading records of one deployment and creating the next one, nothing else, of one that is imported, too', async () => {
    const own = await granted(() => new WitnessBucket('witness', { bucketName: 'records' }));
    const imported = await granted(() => WitnessBucket.fromWitnessBucketAttributes({ bucketName: 'records', region: 'us-east-1' }));
    for (const { inputs } of [own.named('nodes'), imported.named('nodes')]) {
      expect(inputs.role).toBe('role-of-nodes');
      expect(statementsOf(inputs.policy).map(({ Action, Resource, Condition }) => [Action, Resource, Condition])).toEqual([
        [['s3:GetObject'], ['arn:aws:s3:::records/cache/*'], undefined],
        [['s3:PutObject'], ['arn:aws:s3:::records/cache/*'], { Null: { 's3:if-none-match': 'false' } }],
        [['s3:ListBucket'], ['arn:aws:s3:::records'], undefined],
      ]);
    }
    expect(imported.resources).toHaveLength(1);
  });
});

test('where an imported one is', async () => {
  const { outputs } = await onAws(() => {
    const { url } = WitnessBucket.fromWitnessBucketAttributes({ bucketName: 'records', region: 'cn-north-1' });
    return { url };
  });
  expect(outputs.url).toBe('https://records.s3.cn-north-1.amazonaws.com.cn');
});
