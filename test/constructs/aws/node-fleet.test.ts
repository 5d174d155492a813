import { Size } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { NodeImage, Packages } from '../../../constructs/aws';
import { aStack, deployed, flat, userDataOf, warnings, type Deployed } from './stacks';

const base = deployed();
const { at } = base;

function launchTemplates({ resources }: Deployed): Record<string, unknown> {
  return Object.fromEntries(Object.values(resources)
    .filter(({ Type }) => Type === 'AWS::EC2::LaunchTemplate')
    .map(({ logicalId, Properties }) => [logicalId, Properties]));
}

function pointerOf(from: Deployed): Record<string, any> {
  return JSON.parse(flat(from.at('Pointer/Parameter').Properties.Value)) as Record<string, any>;
}

describe('Order', () => {
  test('groups are chained by DependsOn', () => {
    const [first, second, third] = ['Node1/Group', 'Node2/Group', 'Node3/Group'].map((path) => at(path));
    expect(second!.DependsOn).toContain(first!.logicalId);
    expect(third!.DependsOn).toContain(second!.logicalId);
    expect(first!.DependsOn).not.toContain(second!.logicalId);
    expect(first!.DependsOn).not.toContain(third!.logicalId);
  });

  test('a group waits for what its instance reads at boot', () => {
    const { DependsOn } = at('Node1/Group');
    expect(DependsOn).toEqual(expect.arrayContaining([
      at('Access/Policy/').logicalId, at('Pointer/Parameter').logicalId, at('Users/Agent').logicalId,
    ]));
  });

  test('a node is replaced before the next: rolling update of one, which waits for its signal', () => {
    expect(at('Node2/Group')).toMatchObject({
      CreationPolicy: { ResourceSignal: { Count: 1 } },
      UpdatePolicy: { AutoScalingRollingUpdate: { MinInstancesInService: 0, MaxBatchSize: 1, WaitOnResourceSignals: true } },
    });
  });

  test('PauseTime is at most one hour; where the data set needs longer, the node signals while it loads', () => {
    expect(pointerOf(base).signalAt).toBe('ready');
    const huge = deployed({ instanceType: new ec2.InstanceType('r7g.16xlarge') });
    const pause = /PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(huge.at('Node1/Group').UpdatePolicy.AutoScalingRollingUpdate.PauseTime)!;
    expect(Number(pause[1] ?? 0) * 60 + Number(pause[2] ?? 0)).toBeLessThanOrEqual(3600);
    expect(pointerOf(huge).signalAt).toBe('loading');
    expect(pointerOf(huge).replacementLockSeconds).toBeGreaterThan(3600);
  });

  test('a terminate lifecycle hook, short, so that a dead instance does not delay its replacement', () => {
    expect(at('Node1/Group').Properties.LifecycleHookSpecificationList).toEqual([{
      LifecycleHookName: 'redis-ha-terminate', LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
      HeartbeatTimeout: 120, DefaultResult: 'CONTINUE',
    }]);
  });
});

describe('Marker outside the volumes', () => {
  test('a table that outlives the stack: retained, protected, recoverable, encrypted', () => {
    expect(at('Coordination/Table')).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      },
    });
  });
});

test('Marker outside the volumes: a redeployment may be given the table of its earlier life', () => {
  const stack = aStack();
  const { template, at: find } = deployed({ coordinationTable: dynamodb.Table.fromTableName(stack, 'Kept', 'kept') }, stack);
  template.resourceCountIs('AWS::DynamoDB::Table', 0);
  expect(userDataOf(find('Node1/LaunchTemplate'))).toContain("TABLE='kept'");
  expect(JSON.stringify(find('Access/Policy/').Properties)).toContain(':table/kept');
});

describe('What a change does', () => {
  const settings = deployed({ overrides: { maxMemory: Size.gibibytes(6) } });

  test('changing a setting replaces nobody: launch templates stay, the pointer changes', () => {
    expect(launchTemplates(settings)).toEqual(launchTemplates(base));
    expect(pointerOf(settings).plan.sha256).not.toBe(pointerOf(base).plan.sha256);
  });

  test('adding a node replaces nobody', () => {
    const before = launchTemplates(base);
    const after = launchTemplates(deployed({ replicas: 3 }));
    expect(Object.keys(after)).toHaveLength(4);
    expect(after).toMatchObject(before);
  });

  test('user data holds neither plan nor peers nor agent', () => {
    const script = userDataOf(at('Node2/LaunchTemplate'));
    expect(script).not.toMatch(/node-1|node-3|\.js"? *: *"asset|downAfter|Interface/);
    const { plan, agent } = pointerOf(base);
    expect(script).not.toContain(plan.key);
    expect(script).not.toContain(agent.key);
  });

  test('the pointer names plan, agent, every address and every secret', () => {
    const pointer = pointerOf(base);
    expect(pointer.bindings.addresses).toEqual({
      'node-1': `<${at('Node1/Interface').logicalId}.PrimaryPrivateIpAddress>`,
      'node-2': `<${at('Node2/Interface').logicalId}.PrimaryPrivateIpAddress>`,
      'node-3': `<${at('Node3/Interface').logicalId}.PrimaryPrivateIpAddress>`,
    });
    expect(Object.keys(pointer.secretIds).sort()).toEqual(['agent', 'app', 'backup', 'monitor', 'replication', 'sentinel']);
    expect(pointer.agent.key).toMatch(/\.js$/);
  });

  test('the pointer fits into a standard parameter (4 KiB) for the largest deployment', () => {
    const stack = aStack();
    const largest = deployed({ replicas: 15, sentinels: 15 }, stack);
    // References become ids and ARNs of at most 120 characters.
    const text = flat(largest.at('Pointer/Parameter').Properties.Value)
      .replace(/<[^>]*PrimaryPrivateIpAddress>/g, '255.255.255.255').replace(/<[^>]*>/g, 'x'.repeat(120));
    expect(text.length).toBeLessThan(4096);
  });

  test('an image, an instance type or a root volume do replace', () => {
    const other = deployed({ instanceType: new ec2.InstanceType('m7g.xlarge') });
    expect(launchTemplates(other)).not.toEqual(launchTemplates(base));
  });

  test('"latest" through SSM is opt-in, with a warning', () => {
    const { template, stack } = deployed({ image: NodeImage.debian13Latest() });
    expect(JSON.stringify(template.toJSON().Parameters)).toContain('/aws/service/debian/release/13/latest/arm64');
    expect(warnings(stack)).toContainEqual(expect.stringContaining('resolved at every deployment'));
    expect(warnings(base.stack).join()).not.toContain('resolved at every deployment');
  });

  test('a replaced volume is refused by the node unless the user names the node', () => {
    expect(pointerOf(base).acceptNewVolumes).toEqual([]);
    const accepting = deployed({ acceptNewVolumes: ['node-2'] });
    expect(pointerOf(accepting).acceptNewVolumes).toEqual(['node-2']);
    expect(launchTemplates(accepting)).toEqual(launchTemplates(base));
    expect(() => deployed({ acceptNewVolumes: ['node-9'] })).toThrow(/acceptNewVolumes: got "node-9".*node-1, node-2, node-3/);
    expect(() => deployed({ acceptNewVolumes: ['node-1', 'node-2'] })).toThrow(/giving up several volumes at once/);
  });
});

describe('Image and packages', () => {
  test('the distribution\'s units are masked before packages are installed', () => {
    const script = userDataOf(at('Node1/LaunchTemplate'));
    expect(script.indexOf('systemctl mask redis-server.service')).toBeGreaterThan(0);
    expect(script.indexOf('systemctl mask redis-server.service')).toBeLessThan(script.indexOf('apt-get'));
  });

  test('preinstalled() installs nothing', () => {
    expect(userDataOf(deployed({ packages: Packages.preinstalled() }).at('Node1/LaunchTemplate'))).not.toContain('apt-get');
  });
});

describe('least privilege', () => {
  const statements = at('Access/Policy/').Properties.PolicyDocument.Statement as any[];
  const of = (sid: string): any => statements.find(({ Sid }) => Sid === sid);

  test('only actions without resource-level permissions are on *', () => {
    expect(statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => [Action].flat().sort()))
      .toEqual([['autoscaling:DescribeAutoScalingInstances', 'ec2:DescribeVolumes'], ['cloudwatch:PutMetricData']]);
  });

  test('no action is a wildcard', () => {
    expect(statements.flatMap(({ Action }) => Action).filter((action: string) => action.includes('*'))).toEqual([]);
  });

  test('an instance may attach only to instances of its deployment', () => {
    expect(of('AttachToOwnInstances').Condition.StringEquals)
      .toEqual({ 'aws:ResourceTag/redis-ha:deployment': expect.stringContaining('Redis') });
  });

  test('exactly the two objects it needs', () => {
    expect(of('PlanAndAgent').Resource).toHaveLength(2);
  });

  test('a key adds use of that key, for volumes only through a grant to AWS', () => {
    const stack = aStack();
    const keyed = deployed({ key: new kms.Key(stack, 'Key') }, stack);
    const grants = (keyed.at('Access/Policy/').Properties.PolicyDocument.Statement as any[]).filter(({ Action }) => String(Action).startsWith('kms:'));
    expect(grants.map(({ Action, Condition }) => [Action, Condition])).toEqual([
      ['kms:Decrypt', undefined],
      ['kms:CreateGrant', { Bool: { 'kms:GrantIsForAWSResource': 'true' } }],
    ]);
    expect(keyed.at('Node1/Volume').Properties.KmsKeyId).toBeDefined();
    expect(keyed.at('Users/App').Properties.KmsKeyId).toBeDefined();
  });
});
