import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  HomeDeclaration, RedisSentinel, RegionConnection, RegionLink, RegionLinkReturn, ReplicaRegion, type RegionLinkEnd,
} from '../../../../constructs/pulumi/aws';
import { requireMember } from '../../../../constructs/pulumi/aws/region-link-end';
import { recorded, UNKNOWN, type Recorded } from '../recorded';
import { outputsOf, required } from './declared';
import { answeringWithAddresses, linked, TABLES, there } from './links';
import { below, replicaRegion, requiredThere } from './regions';

const ROUTE = 'aws:ec2/route:Route';
const RECORD = 'aws:route53/record:Record';

let made: Recorded;
beforeAll(async () => {
  made = await linked({}, {}, (link) => ({ activeName: link.activeName, other: link.regionName('region-2') }));
});

test('a peering connection that is asked for at home and accepted in the other region', () => {
  expect(made.named('link-peering').inputs).toEqual({ vpcId: 'vpc-0123456789abcdef0', peerVpcId: 'vpc-other', peerRegion: 'eu-west-1' });
  expect(made.named('return-accept').inputs).toEqual({ vpcPeeringConnectionId: 'link-peering-id', autoAccept: true });
});

test('each side is made by the provider of its region', () => {
  const elsewhere = (component: string): boolean[] =>
    below(made, component).resources.map(({ options }) => options.provider.includes('::other::'));
  expect(new Set(elsewhere('link'))).toEqual(new Set([false]));
  expect(new Set(elsewhere('return'))).toEqual(new Set([true]));
});

test('a route to the other region in every table that is named, on both sides', () => {
  const routes = (component: string): unknown[] => below(made, component).ofType(ROUTE)
    .map(({ inputs }) => [inputs.routeTableId, inputs.destinationCidrBlock, inputs.vpcPeeringConnectionId]);
  expect(routes('link')).toEqual(TABLES.home.map((table) => [table, '10.1.0.0/16', 'link-peering-id']));
  expect(routes('return')).toEqual(TABLES.other.map((table) => [table, '10.0.0.0/16', 'link-peering-id']));
  expect(made.named('return-route-1').dependencies).toContain(made.named('return-accept').urn);
  expect(made.ofType(ROUTE).every(({ options }) => options.deleteBeforeReplace)).toBe(true);
});

test('open are the ports of members, to the subnets of the other region\'s nodes only', () => {
  for (const [component, group, other] of [['link', 'cache', '10.1.'], ['return', 'west', '10.0.']] as const) {
    const rules = below(made, component).resources.filter(({ type }) => /SecurityGroup(In|E)gressRule$/.test(type)).map(({ inputs }) => inputs);
    expect(new Set(rules.map(({ toPort }) => toPort))).toEqual(new Set([6380, 26380, 8379]));
    expect(new Set(rules.map(({ cidrIpv4 }) => cidrIpv4)))
      .toEqual(new Set(['96', '128', '160'].map((block) => `${other}${block}.0/19`)));
    expect(new Set(rules.map(({ securityGroupId }) => securityGroupId))).toEqual(new Set([`${group}-security-group-id`]));
  }
});

test('every node of both regions has a name in a zone of both VPCs', () => {
  expect(made.named('link-names-zone').inputs).toEqual({
    name: 'cache.redis-ha.internal', comment: 'Redis nodes of two regions',
    vpcs: [{ vpcId: 'vpc-0123456789abcdef0', vpcRegion: 'eu-central-1' }, { vpcId: 'vpc-other', vpcRegion: 'eu-west-1' }],
  });
  const records = Object.fromEntries(made.ofType(RECORD).map(({ inputs }) => [inputs.name.split('.')[0], inputs.records]));
  expect(Object.keys(records).sort()).toEqual([
    'active', 'node-1', 'node-2', 'node-3', 'r2-node-1', 'r2-node-2', 'r2-node-3', 'region-1', 'region-2',
  ]);
  expect(records['node-2']).toEqual(['address of cache-node-2-interface']);
  expect(records['region-2']).toEqual([1, 2, 3].map((node) => `address of west-r2-node-${node}-interface`));
});

test('clients begin at the home region, and where a promotion has led them is nothing that an update changes', () => {
  const { inputs, options } = made.named('link-names-active');
  expect(inputs).toMatchObject({ type: 'CNAME', name: 'active.cache.redis-ha.internal', records: ['region-1.cache.redis-ha.internal'] });
  expect(options.ignoreChanges).toEqual(['records']);
  expect(made.outputs).toEqual({ activeName: 'active.cache.redis-ha.internal', other: 'region-2.cache.redis-ha.internal' });
});

test('in a preview everything is there, and a name waits for its own node only', async () => {
  const preview = await linked({}, { preview: true, outputsOf: ({ type, name }) => (type.endsWith(':NetworkInterface') && name.includes('node-1')
    ? { privateIp: '10.0.96.7' } : {}) });
  const urns = ({ resources }: Recorded): string[] => resources.map(({ urn }) => urn).sort();
  expect(urns(preview)).toEqual(urns(made));
  expect(preview.named('link-names-node-1').inputs.records).toEqual(['10.0.96.7']);
  expect(preview.named('link-names-node-2').inputs.records).toEqual([UNKNOWN]);
});

test('other connections: routes lead to what is there, nothing is peered; or names and openings are all', async () => {
  const others = await linked({}, {}, (_, replica) => {
    const of = (name: string, connection: RegionConnection, tables = true): void => {
      const link = new RegionLink(name, { replica, connection, ...(tables ? { routeTableIds: ['rtb-home'] } : {}) });
      new RegionLinkReturn(`${name}-back`, { link, ...(tables ? { routeTableIds: ['rtb-other'] } : {}) }, there(replica));
    };
    of('gateways', RegionConnection.transitGateways('tgw-1', 'tgw-2'));
    of('given', RegionConnection.existingPeering(pulumi.output('pcx-1')));
    of('routed', RegionConnection.routed(), false);
  });
  const made = (name: string): any[] => [...below(others, name).resources, ...below(others, `${name}-back`).resources];
  const leadTo = (name: string): unknown[] => made(name).filter(({ type }) => type === ROUTE)
    .map(({ inputs }) => [inputs.routeTableId, inputs.transitGatewayId ?? inputs.vpcPeeringConnectionId]);
  expect(leadTo('gateways')).toEqual([['rtb-home', 'tgw-1'], ['rtb-other', 'tgw-2']]);
  expect(leadTo('given')).toEqual([['rtb-home', 'pcx-1'], ['rtb-other', 'pcx-1']]);
  expect(leadTo('routed')).toEqual([]);
  for (const name of ['gateways', 'given', 'routed']) {
    expect(made(name).filter(({ type }) => type.includes('VpcPeering'))).toEqual([]);
    expect(made(name).filter(({ type }) => type === RECORD)).toHaveLength(9);
    expect(made(name).filter(({ type }) => type.endsWith(':SecurityGroupIngressRule'))).toHaveLength(18);
  }
});

describe('two programs', () => {
  const declared = { ...required(), deploymentName: 'cache' };
  let end: RegionLinkEnd;
  beforeAll(async () => {
    const home = await recorded(() => {
      const redis = new RedisSentinel('cache', { ...declared, replicaRegion: replicaRegion() });
      return { end: RegionLink.homeEnd(redis) };
    }, { answer: answeringWithAddresses(), outputsOf });
    end = home.outputs.end;
  });

  const otherProgram = (given?: pulumi.Input<RegionLinkEnd>): Promise<Recorded> => recorded(() => {
    const { vpcId: _vpc, subnetIds: _subnets, ...rest } = declared;
    const home = HomeDeclaration.sentinel('cache', { ...rest, zones: 3, replicaRegion: replicaRegion() });
    const other = new aws.Provider('other', { region: 'eu-west-1' });
    const replica = new ReplicaRegion('west', { home, ...requiredThere() }, { provider: other });
    const link = new RegionLink('link', { replica, home: given, routeTableIds: TABLES.home });
    new RegionLinkReturn('return', { link, routeTableIds: TABLES.other }, { provider: other });
  }, { answer: answeringWithAddresses(), outputsOf });

  test('the other region\'s makes the very link that one program would make, from what the home region\'s has put out', async () => {
    const other = await otherProgram(pulumi.output(end));
    for (const component of ['link', 'return']) {
      const inputsOf = (from: Recorded): unknown =>
        Object.fromEntries(below(from, component).resources.map(({ name, inputs }) => [name, inputs]));
      expect(inputsOf(other)).toEqual(inputsOf(made));
    }
  });

  test('without it the error says where to get it, and one that is old says what it lacks', async () => {
    await expect(otherProgram()).rejects.toThrow(/^link: home: another program makes the nodes of cache.*`RegionLink\.homeEnd\(deployment\)`/);
    expect(requireMember('link', 'addresses', { 'node-1': '10.0.96.7' }, 'node-1')).toBe('10.0.96.7');
    expect(() => requireMember('link', 'addresses', { 'node-1': '10.0.96.7' }, 'node-2'))
      .toThrow(/^link: home: its addresses say nothing of node-2; deploy the home region's program/);
  });
});

test('refused are route tables that nobody named or that are an output, and the end of one without another region', async () => {
  const said: string[] = [];
  const refusal = (work: () => unknown): void => {
    try {
      work();
    } catch (error) {
      said.push((error as Error).message);
    }
  };
  await linked({}, {}, (link, replica) => {
    refusal(() => new RegionLink('none', { replica, routeTableIds: [] }));
    refusal(() => new RegionLink('output', { replica, routeTableIds: pulumi.output(['rtb']) as unknown as string[] }));
    refusal(() => new RegionLinkReturn('back', { link }, there(replica)));
    refusal(() => RegionLink.homeEnd(replica));
  });
  expect(said).toEqual([
    expect.stringMatching(/^none: routeTableIds: got none.*RegionConnection\.routed\(\)/),
    expect.stringMatching(/^output: routeTableIds: is an output/),
    expect.stringMatching(/^back: routeTableIds: got none/),
    expect.stringMatching(/^cache declares no other region/),
  ]);
});
