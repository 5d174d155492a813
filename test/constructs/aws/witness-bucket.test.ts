import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WitnessBucket, type IWitnessBucket } from '../../../constructs/aws';
import { ACCOUNT, resourcesOf, stackIn, statementsOf, THIRD } from './regions';
import { anApp, flat } from './stacks';

const made = (region = THIRD): { stack: Stack; witness: WitnessBucket; template: any } => {
  const stack = stackIn(anApp(), 'Witness', region);
  const witness = new WitnessBucket(stack, 'Witness');
  return { stack, witness, template: Template.fromStack(stack).toJSON() };
};

describe('its name is known before anything is deployed', () => {
  test('a literal, the same in every synthesis, another one in another place', () => {
    const { witness, template } = made();
    expect(witness.bucketName).toMatch(new RegExp(`^[a-z0-9-]+-${ACCOUNT}-${THIRD}$`));
    expect(resourcesOf(template, 'AWS::S3::Bucket').map(({ BucketName }) => BucketName as string)).toEqual([witness.bucketName]);
    expect(made().witness.bucketName).toBe(witness.bucketName);
    expect(made('eu-south-1').witness.bucketName).not.toBe(witness.bucketName);
    expect(new WitnessBucket(stackIn(anApp(), 'Witness', THIRD), 'Second').bucketName).not.toBe(witness.bucketName);
  });

  test('S3 takes it, however deep the construct is', () => {
    let scope: Construct = stackIn(anApp(), 'Platform', 'ap-southeast-1');
    for (let depth = 0; depth < 8; depth += 1) {
      scope = new Construct(scope, `AFolderOfManyConstructs${depth}`);
    }
    const { bucketName } = new WitnessBucket(scope, 'Witness');
    expect(bucketName).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
    expect(bucketName).toMatch(new RegExp(`-${ACCOUNT}-ap-southeast-1$`));
  });

  test('where it cannot be, the error says what to give', () => {
    expect(() => new WitnessBucket(new Stack(anApp(), 'Agnostic'), 'Witness'))
      .toThrow(/env\.region: .*give the stack an explicit env/);
    const regional = (): Stack => new Stack(anApp(), 'Regional', { env: { region: THIRD } });
    expect(() => new WitnessBucket(regional(), 'Witness')).toThrow(/bucketName: cannot be derived.*give bucketName/);
    expect(new WitnessBucket(regional(), 'Witness', { bucketName: 'my-witness' }).url)
      .toBe(`https://my-witness.s3.${THIRD}.amazonaws.com`);
  });
});

test('a record that was written stays what it was: nobody may overwrite one, versions are kept, and so is the bucket', () => {
  const { template } = made();
  const { DeletionPolicy, Properties } = Object.values(template.Resources as Record<string, any>)
    .find(({ Type }) => Type === 'AWS::S3::Bucket')!;
  expect([DeletionPolicy, Properties.VersioningConfiguration]).toEqual(['Retain', { Status: 'Enabled' }]);
  const [{ PolicyDocument }] = resourcesOf(template, 'AWS::S3::BucketPolicy');
  expect(PolicyDocument.Statement).toContainEqual(expect.objectContaining({
    Effect: 'Deny', Action: 's3:PutObject', Principal: { AWS: '*' }, Condition: { Null: { 's3:if-none-match': 'true' } },
  }));
});

test('private, and by TLS 1.2 only', () => {
  const { template } = made();
  const [bucket] = resourcesOf(template, 'AWS::S3::Bucket');
  expect(Object.values(bucket.PublicAccessBlockConfiguration as object)).toEqual([true, true, true, true]);
  const [{ PolicyDocument }] = resourcesOf(template, 'AWS::S3::BucketPolicy');
  const conditions = PolicyDocument.Statement.map(({ Condition }: any) => JSON.stringify(Condition)).join();
  expect(conditions).toContain('"aws:SecureTransport":"false"');
  expect(conditions).toContain('"s3:TlsVersion":1.2');
});

describe('grantWitness', () => {
  function granted(witnessIn: (stack: Stack) => IWitnessBucket): any[] {
    const stack = stackIn(anApp(), 'Witness', THIRD);
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    witnessIn(stack).grantWitness(role, 'cache').assertSuccess();
    return statementsOf(Template.fromStack(stack).toJSON());
  }

  test('reading records of one deployment and creating the next one, nothing else', () => {
    const statements = granted((stack) => new WitnessBucket(stack, 'Witness', { bucketName: 'records' }));
    expect(statements.map(({ Action, Resource, Condition }) => [Action, flat(Resource), Condition])).toEqual([
      ['s3:GetObject', 'arn:<AWS::Partition>:s3:::records/cache/*', undefined],
      ['s3:PutObject', 'arn:<AWS::Partition>:s3:::records/cache/*', { Null: { 's3:if-none-match': 'false' } }],
      ['s3:ListBucket', 'arn:<AWS::Partition>:s3:::records', undefined],
    ]);
  });

  test('of an imported one, too, of which nothing is made', () => {
    const attributes = { bucketName: 'records', region: 'us-east-1' };
    const imported = (stack: Stack): IWitnessBucket => WitnessBucket.fromWitnessBucketAttributes(stack, 'Witness', attributes);
    expect(granted(imported)).toEqual(granted((stack) => new WitnessBucket(stack, 'Witness', { bucketName: 'records' })));
    const stack = stackIn(anApp(), 'Elsewhere', THIRD);
    expect(imported(stack).url).toBe('https://records.s3.us-east-1.amazonaws.com');
    expect(Template.fromStack(stack).toJSON().Resources).toBeUndefined();
  });
});

test('where agents of a region in China find it', () => {
  expect(made('cn-north-1').witness.url).toMatch(/^https:\/\/[^.]+\.s3\.cn-north-1\.amazonaws\.com\.cn$/);
});
