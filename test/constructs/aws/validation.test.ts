import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Size, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  BackupBucket, BackupSchedule, BackupSource, RedisCluster, RedisReplication, RedisSentinel, RegionRunbook, RegionStrategy,
  RestoreSource, SentinelPlacement, SsmAgent,
} from '../../../constructs/aws';
import { twoRegions as exampleOfTwoRegions } from '../../../examples/aws-two-regions/two-regions';
import { existing } from './backups';
import { ACCOUNT, twoRegions, type Regions } from './regions';
import {
  anApp, aStack, aVpc, CLUSTER_OBJECTIVES, deployed, deployedCluster, deployedReplication, IMAGE, OBJECTIVES,
  REPLICATION_OBJECTIVES,
} from './stacks';

const SSM_AGENT = SsmAgent.pinned({ version: '3.3.1.0', sha256: 'a'.repeat(64) });

function aBackup(stack: Stack): RestoreSource {
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Backups', {
    bucketName: 'backups', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'),
  });
  return RestoreSource.backup(bucket, { deployment: 'orders', backupId: '20261122T150203Z-4f3a91' });
}

const flags = (JSON.parse(readFileSync(join(__dirname, '../../../cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context;

const RULES = { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': true };

function validated(build: (stack: Stack) => void): () => unknown {
  const app = anApp({ context: RULES });
  const stack = new Stack(app, 'Test', { env: { account: '123456789012', region: 'eu-central-1' } });
  build(stack);
  return () => app.synth();
}

/** What the CDK would look up for an app, and finds when it is synthesized again. */
function found(build: (app: App) => void): Record<string, unknown> {
  const app = anApp();
  build(app);
  process.env.CDK_VALIDATION = 'false';
  const { missing = [] } = app.synth().manifest;
  process.env.CDK_VALIDATION = 'true';
  return Object.fromEntries(missing.map(({ key, provider, props }) =>
    [key, provider === 'ami' ? 'ami-0123456789abcdef0' : ['a', 'b', 'c'].map((zone) => `${props.region}${zone}`)]));
}

/** A bucket with all it can have, and both kinds of schedules. */
function backedUp(stack: Stack): void {
  const vpc = aVpc(stack);
  const bucket = new BackupBucket(stack, 'Backups', {
    objectLock: s3.ObjectLockRetention.governance(Duration.days(7)),
    transitions: [{ storageClass: s3.StorageClass.INFREQUENT_ACCESS, after: Duration.days(30) }],
    replicas: [{
      bucket: s3.Bucket.fromBucketAttributes(stack, 'Elsewhere', { bucketName: 'backups-elsewhere', region: 'eu-west-1' }),
      encryptionKey: kms.Key.fromKeyArn(stack, 'KeyElsewhere', 'arn:aws:kms:eu-west-1:123456789012:key/1a2b3c4d-0000-1111-2222-333344445555'),
    }],
  });
  const redis = new RedisReplication(stack, 'Redis', { vpc, objectives: REPLICATION_OBJECTIVES, image: IMAGE, ssmAgent: SSM_AGENT });
  new BackupSchedule(stack, 'Schedule', { source: BackupSource.deployment(redis), bucket, vpc });
  new BackupSchedule(stack, 'Adopted', {
    source: existing(stack), bucket: new BackupBucket(stack, 'Plain'), vpc, dataSetSize: Size.gibibytes(2),
  });
}

/** All stacks of two regions, with a runbook in each of them. A pilot light is a warm region some of whose groups sleep. */
function promotable(context: Record<string, unknown> = {}): Regions {
  const regions = twoRegions({
    app: anApp({ context: { ...RULES, ...context } }),
    redis: { ssmAgent: SSM_AGENT }, options: { strategy: RegionStrategy.PILOT_LIGHT },
  });
  new RegionRunbook(regions.stacks.back, 'Promotion', { link: regions.link, approvers: [`arn:aws:iam::${ACCOUNT}:role/on-call`] });
  new RegionRunbook(regions.stacks.link, 'Failback', { link: regions.link });
  return regions;
}

/** The one suite in which the built-in CloudFormation validator runs, with its rules as errors. */
describe('the built-in CloudFormation validator, rules on', () => {
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true';
  });
  afterAll(() => {
    process.env.CDK_VALIDATION = 'false';
  });

  test('passes what RedisSentinel makes', () => {
    expect(validated((stack) => {
      new RedisSentinel(stack, 'Redis', {
        vpc: aVpc(stack), objectives: OBJECTIVES, image: IMAGE, placement: SentinelPlacement.OWN_NODES, ssmAgent: SSM_AGENT,
        restoreFrom: aBackup(stack),
      });
    })).not.toThrow();
  });

  test('passes what RedisReplication makes, with names and a load balancer', () => {
    expect(validated((stack) => {
      new RedisReplication(stack, 'Redis', {
        vpc: aVpc(stack), objectives: REPLICATION_OBJECTIVES, image: IMAGE, ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' }, loadBalancer: {},
        moveNodes: [{ node: 'node-1', zone: 'zone-3' }],
      });
    })).not.toThrow();
  });

  test('passes what RedisCluster makes, with names', () => {
    expect(validated((stack) => {
      new RedisCluster(stack, 'Redis', {
        vpc: aVpc(stack), objectives: CLUSTER_OBJECTIVES, image: IMAGE, ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' },
      });
    })).not.toThrow();
  });

  test('passes what BackupBucket and BackupSchedule make', () => {
    expect(validated((stack) => {
      backedUp(stack);
    })).not.toThrow();
  });

  test.each(['strong', 'weak'])('passes all stacks of two regions, with %s references between them', (mode) => {
    const { app } = promotable({ '@aws-cdk/core:defaultCrossStackReferences': mode });
    expect(() => app.synth()).not.toThrow();
  });

  test('passes the example of two regions', () => {
    const context = { '@aws-cdk/core:defaultCrossStackReferences': 'weak', ...found((app) => {
      exampleOfTwoRegions(app, ACCOUNT);
    }) };
    const app = anApp({ context: { ...RULES, ...context } });
    exampleOfTwoRegions(app, ACCOUNT);
    expect(() => app.synth()).not.toThrow();
  });

  test('would have found a mistake', () => {
    expect(validated((stack) => {
      new ec2.CfnNetworkInterface(stack, 'Interface', { subnetId: 'no-subnet' });
    })).toThrow(/no-subnet/);
  });

  test('would have found one in each stack of two regions', () => {
    const { app, stacks } = promotable();
    Object.values(stacks).forEach((stack) => new ec2.CfnNetworkInterface(stack, 'Interface', { subnetId: `none-of-${stack.stackName}` }));
    let said = '';
    try {
      app.synth();
    } catch (error) {
      said = String(error);
    }
    expect(Object.values(stacks).filter(({ stackName }) => !said.includes(`none-of-${stackName}`))).toEqual([]);
  });
});

describe('cdk-nag AwsSolutions', () => {
  function findings(stack: Stack): string[] {
    return new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
  }

  test('passes, every acknowledgement explained', () => {
    const { stack } = deployed({ ssmAgent: SSM_AGENT });
    expect(findings(stack)).toEqual([]);
  });

  test('passes for one that begins with a backup', () => {
    const stack = aStack();
    expect(findings(deployed({ ssmAgent: SSM_AGENT, restoreFrom: aBackup(stack) }, stack).stack)).toEqual([]);
  });

  test('passes for replication, with names and a load balancer', () => {
    const { stack } = deployedReplication({ ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' }, loadBalancer: {} });
    expect(findings(stack)).toEqual([]);
  });

  test('passes for a Cluster, with names', () => {
    expect(findings(deployedCluster({ ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' } }).stack)).toEqual([]);
  });

  test('passes for backups of a deployment and of a Redis that exists, with replicas and Object Lock', () => {
    const stack = aStack();
    backedUp(stack);
    expect(findings(stack)).toEqual([]);
  });

  test('passes for two regions, with runbooks', () => {
    const { stacks } = promotable();
    const violations = Object.values(stacks).flatMap((stack) => new AwsSolutionsChecks().validateScope(stack).violations)
      // The VPCs are the test's.
      .filter(({ violatingResources }) => !/\/Vpc\b/.test(JSON.stringify(violatingResources)));
    expect(violations.map(({ ruleName, violatingResources: [first] }) => [ruleName, first])).toEqual([]);
  });

  test('environment-agnostic too, through the app', () => {
    const app = anApp();
    const stack = new Stack(app, 'Agnostic');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new RedisSentinel(stack, 'Redis', {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-1', availabilityZones: ['a', 'b', 'c'], privateSubnetIds: ['s-1', 's-2', 's-3'], privateSubnetRouteTableIds: ['r-1', 'r-2', 'r-3'],
      }),
      objectives: OBJECTIVES,
    });
    expect(() => app.synth()).not.toThrow();
  });

  test('would have found an unexplained finding', () => {
    const app = new App();
    const stack = new Stack(app, 'Test');
    new ec2.CfnVolume(stack, 'Volume', { availabilityZone: 'a', size: 1, encrypted: false });
    expect(findings(stack)).toContain('AwsSolutions-EC26');
  });
});
