import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  RedisSentinel, RegionLink, RegionLinkReturn, RegionRunbook, RegionStrategy, RegionWitness, ReplicaRegion, SsmAgent,
  WitnessBucket,
} from 'redis-ha-constructs/pulumi/aws';

/** Three private subnets in as many zones, with NAT: nodes have to reach the witness, which is in another region. */
interface Network {
  readonly vpcId: string;
  readonly subnetIds: string[];
  /** Of those subnets, and of clients that are to reach the other region. */
  readonly routeTableIds: string[];
}

const config = new pulumi.Config();
const { routeTableIds, ...home } = config.requireObject<Network>('home');
/** Its addresses must not overlap with the home region's: nothing could be routed between them. */
const { routeTableIds: otherRouteTableIds, ...other } = config.requireObject<Network>('other');

const inHome = { provider: new aws.Provider('home', { region: 'eu-central-1' }) };
const inOther = { provider: new aws.Provider('other', { region: 'eu-west-1' }) };
const inThird = { provider: new aws.Provider('third', { region: 'eu-west-3' }) };

/** Where it is kept which region may take writes. */
const witness = new WitnessBucket('witness', {}, inThird);

const redis = new RedisSentinel('cache', {
  ...home,
  deploymentName: 'cache',
  objectives: { rpo: '5s', rto: '5s' },
  replicaRegion: {
    region: 'eu-west-1',
    strategy: RegionStrategy.WARM,
    // What the loss of this whole region may cost, the decision of people to promote the other one included.
    objectives: { rpo: '1m', rto: '15m' },
    witness: RegionWitness.bucket(witness),
  },
  // A promotion by Systems Manager runs its steps on the nodes; the image has the agent.
  ssmAgent: SsmAgent.preinstalled(),
}, inHome);

/** Nodes that follow, from the home region's declaration. */
const replica = new ReplicaRegion('cache-west', { home: redis, ...other }, inOther);

/** Peering, names, routes and openings, and after a promotion the way back. */
const link = new RegionLink('link', { replica, routeTableIds }, inHome);
const failback = new RegionRunbook('failback', { link }, inHome);

/** The other region's side, and the promotion: there, because the home region is not there when it is needed. */
new RegionLinkReturn('link-return', { link, routeTableIds: otherRouteTableIds }, inOther);
const promotion = new RegionRunbook('promotion', { link }, inOther);

export const masterName = redis.masterName;
export const clientsBeginAt = link.activeName;
export const passwordSecret = redis.appSecret.arn;
export const otherPasswordSecret = replica.appSecret.arn;
export const promotionCommand = promotion.startCommand;
export const failbackCommand = failback.startCommand;
