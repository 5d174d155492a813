import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Packages, RegionWitness } from '../../../constructs/aws';
import { neededEndpoints } from '../../../lib/aws';
import { HOME, OTHER, stackIn, THIRD, twoRegions, type RegionsInput } from './regions';
import { anApp, warnings } from './stacks';

type Place = 'home' | 'replica';
const REGION = { home: HOME, replica: OTHER };
const PLACES: Place[] = ['home', 'replica'];
const ISOLATED = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

/** A VPC without a way out in which nodes reach every service of their own region. */
function isolated(stack: Stack, cidr: string): ec2.Vpc {
  const vpc = new ec2.Vpc(stack, 'Isolated', {
    ipAddresses: ec2.IpAddresses.cidr(cidr), natGateways: 0, subnetConfiguration: [{ name: 'isolated', ...ISOLATED }],
    availabilityZones: ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`),
  });
  for (const { service, type } of neededEndpoints(false)) {
    if (type === 'Gateway') {
      vpc.addGatewayEndpoint(service, { service: new ec2.GatewayVpcEndpointAwsService(service) });
    } else {
      vpc.addInterfaceEndpoint(service, { service: new ec2.InterfaceVpcEndpointAwsService(service) });
    }
  }
  return vpc;
}

/** Two regions of which one has that VPC; the nodes need no package mirror. */
function within(place: Place, vpcIn: (stack: Stack) => ec2.IVpc, input: RegionsInput = {}): ReturnType<typeof twoRegions> {
  const app = anApp();
  const network = { vpc: vpcIn(stackIn(app, 'Network', REGION[place])), vpcSubnets: ISOLATED };
  const packages = Packages.preinstalled();
  const placed = place === 'home' ? { redis: { packages, ...network } } : { redis: { packages }, replica: network };
  return twoRegions({ app, ...input, ...placed });
}

const own = (stack: Stack): ec2.Vpc => isolated(stack, stack.region === HOME ? '10.2.0.0/16' : '10.3.0.0/16');

test.each(PLACES)('%s: its own endpoint leads to no bucket of a third region; the error names witness and way', (place) => {
  const { app } = within(place, own);
  expect(() => app.synth()).toThrow(new RegExp(`vpcSubnets: Network/Isolated/isolatedSubnet1, .* no way out .*`
    + `replicaRegion\\.witness, a bucket in ${THIRD}: NAT, or an Interface endpoint of S3 with \`serviceRegion: '${THIRD}'\``));
  expect(() => app.synth()).not.toThrow(/Gateway endpoint|endpoint secretsmanager/);
});

test.each(PLACES)('%s: an endpoint to S3 of that region is a way, whenever it is added; of another one it is none', (place) => {
  const endpointTo = (region: string): (() => unknown) => {
    let vpc: ec2.Vpc;
    const { app } = within(place, (stack) => (vpc = own(stack)));
    vpc!.addInterfaceEndpoint('Third', {
      service: new ec2.InterfaceVpcEndpointService(`com.amazonaws.${region}.s3`, 443), serviceRegion: region,
    });
    return () => app.synth();
  };
  expect(endpointTo(THIRD)).not.toThrow();
  expect(endpointTo('eu-south-1')).toThrow(/a way to replicaRegion\.witness/);
});

test('with NAT nothing is said', () => {
  const { app, stacks } = twoRegions();
  expect(() => app.synth()).not.toThrow();
  expect(PLACES.flatMap((place) => warnings(stacks[place])).filter((text) => text.includes('witness'))).toEqual([]);
});

test.each(PLACES)('%s: of a VPC that is imported nobody knows; a warning says what nodes need', (place) => {
  const { app, stacks } = within(place, (stack) => ec2.Vpc.fromVpcAttributes(stack, 'Imported', {
    vpcId: 'vpc-0123456789abcdef0', vpcCidrBlock: '10.4.0.0/16',
    availabilityZones: ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`),
    isolatedSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'], isolatedSubnetRouteTableIds: ['rtb-1', 'rtb-2', 'rtb-3'],
  }));
  expect(() => app.synth()).not.toThrow();
  expect(warnings(stacks[place])).toContainEqual(
    expect.stringMatching(/endpoints of an imported VPC cannot be seen here; the nodes need a way to replicaRegion\.witness/));
});

test('a witness that is a URL may be inside the network: nothing is said', () => {
  for (const place of PLACES) {
    const options = { witness: RegionWitness.url({ url: 'https://records.internal' }) };
    expect(() => within(place, own, { options }).app.synth()).not.toThrow();
  }
});
