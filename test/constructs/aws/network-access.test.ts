import { Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Packages, RedisSentinel } from '../../../constructs/aws';
import { neededEndpoints } from '../../../lib/aws';
import { anApp, aStack, aVpc, IMAGE, OBJECTIVES, ZONES } from './stacks';

const IMAGE_AGNOSTIC = undefined;

function isolated(endpoints: string[], packages = Packages.preinstalled(), stack = new Stack(anApp(), 'Test')): Stack {
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  new RedisSentinel(stack, 'Redis', {
    vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, objectives: OBJECTIVES, image: IMAGE_AGNOSTIC, packages,
  });
  // After the deployment, as an app may.
  for (const service of endpoints) {
    if (service === 's3' || service === 'dynamodb') {
      vpc.addGatewayEndpoint(service, { service: new ec2.GatewayVpcEndpointAwsService(service) });
    } else {
      vpc.addInterfaceEndpoint(service, { service: new ec2.InterfaceVpcEndpointAwsService(service) });
    }
  }
  return stack;
}

const ALL = neededEndpoints(false).map(({ service }) => service);

test('subnets with neither NAT nor the endpoints needed are an error that lists them', () => {
  const synth = (): Template => Template.fromStack(isolated(['s3', 'ssm']));
  expect(synth).toThrow(/vpcSubnets: .*no way out.*Gateway endpoint dynamodb \(marker and lock\)/);
  expect(synth).toThrow(/Interface endpoint secretsmanager/);
  expect(synth).not.toThrow(/endpoint s3|endpoint ssm/);
});

test('every endpoint there, added after the deployment: accepted', () => {
  expect(() => Template.fromStack(isolated(ALL))).not.toThrow();
});

/** All endpoints but S3's, which is an interface endpoint whose service is in the region given. */
function withS3In(serviceRegion: string | undefined, env = { account: '111111111111', region: 'eu-central-1' }): Template {
  const stack = isolated(ALL.filter((service) => service !== 's3'), undefined, new Stack(anApp(), 'Test', { env }));
  (stack.node.findChild('Vpc') as ec2.Vpc).addInterfaceEndpoint('S3', {
    service: new ec2.InterfaceVpcEndpointService(`com.amazonaws.${serviceRegion ?? 'eu-central-1'}.s3`), serviceRegion,
  });
  return Template.fromStack(stack);
}

test('an endpoint for a service in another region does not lead to the own one', () => {
  expect(() => withS3In('eu-west-1')).toThrow(/endpoint s3/);
  for (const own of [undefined, 'eu-central-1', Aws.REGION]) {
    expect(() => withS3In(own)).not.toThrow();
  }
});

test('a package mirror cannot be reached through endpoints', () => {
  expect(() => Template.fromStack(isolated(ALL, Packages.distribution()))).toThrow(/Debian package mirror.*Packages\.preinstalled/);
});

test('public subnets have no way out for nodes without a public address', () => {
  const stack = new Stack(anApp(), 'Test');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  new RedisSentinel(stack, 'Redis', { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, objectives: OBJECTIVES });
  expect(() => Template.fromStack(stack)).toThrow(/no way out \(nodes get no public address\)/);
});

test('an imported VPC with isolated subnets gets a warning, since its endpoints cannot be seen', () => {
  const stack = aStack();
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1', availabilityZones: ZONES, isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'],
  });
  const redis = new RedisSentinel(stack, 'Redis', { vpc, objectives: OBJECTIVES, image: IMAGE });
  expect(redis.node.metadata.map(({ data }) => String(data)))
    .toContainEqual(expect.stringMatching(/endpoints of an imported VPC cannot be seen here; the nodes need .*secretsmanager/));
});

test('NAT is enough', () => {
  const stack = aStack();
  const redis = new RedisSentinel(stack, 'Redis', { vpc: aVpc(stack), objectives: OBJECTIVES, image: IMAGE });
  expect(redis.node.metadata.map(({ data }) => String(data)).join()).not.toContain('endpoint');
});
