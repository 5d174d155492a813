import { Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { zonesOf } from '../../../constructs/aws/zones';
import { anApp, aStack, aVpc, deployed } from './stacks';

const agnostic = (): Stack => new Stack(anApp(), 'Test');

describe('environment-agnostic: unresolved zones', () => {
  test('different expressions count as different zones', () => {
    const stack = agnostic();
    const vpc = new ec2.Vpc(stack, 'Vpc', { availabilityZones: [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs())) });
    expect(zonesOf(stack, vpc)).toMatchObject({ known: true, subnets: [{}, {}, {}] });
  });

  test('the two zones the CDK assumes are planned, and the warning says what two zones cost', () => {
    const stack = agnostic();
    const { redis } = deployed({ vpc: new ec2.Vpc(stack, 'Vpc', { maxAzs: 3 }), vpcSubnets: undefined, image: undefined }, stack);
    const warnings = redis.node.metadata.map(({ data }) => String(data));
    expect(warnings).toContainEqual(expect.stringMatching(/vpcSubnets: the loss of zone-1 leaves 1 of 3 Sentinels/));
  });
});

describe('placeholders of a lookup that has not run', () => {
  test('nothing is refused because of them, three zones are assumed', () => {
    const stack = aStack();
    const { template } = deployed({ vpc: ec2.Vpc.fromLookup(stack, 'Found', { vpcId: 'vpc-9' }) }, stack);
    template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 3);
  });

  test('a VPC of an explicit environment without context', () => {
    const stack = aStack();
    expect(zonesOf(stack, new ec2.Vpc(stack, 'Vpc', { maxAzs: 3 })).known).toBe(false);
  });
});

describe('explicit zones', () => {
  test('one zone is refused', () => {
    const stack = aStack();
    expect(() => deployed({ vpc: aVpc(stack, ['eu-central-1a']) }, stack)).toThrow(/vpcSubnets: got 1 availability zone: .*three zones/);
  });

  test('several subnets of a zone count once', () => {
    const stack = aStack();
    const vpc = aVpc(stack, ['eu-central-1a', 'eu-central-1a', 'eu-central-1b']);
    expect(zonesOf(stack, vpc).subnets.map(({ subnetId }) => subnetId)).toEqual(['subnet-0123456789abcde01', 'subnet-0123456789abcde03']);
  });
});
