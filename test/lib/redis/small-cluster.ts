import { firstSlots } from '../../../lib/cluster/slot-ranges';
import { keySlot } from '../../../lib/cluster/key-slot';
import { parseClusterNodes } from '../../../lib/redis';
import { eventually, freePort, type RedisServers, type TestServer } from './redis-servers';

/** A member of a Cluster made by hand. */
export interface ClusterMember extends TestServer {
  readonly id: string;
}

/** A Cluster of that many primaries with even slots, without replicas; whole when this returns. */
export async function smallCluster(servers: RedisServers, shards: number, args: string[] = []): Promise<ClusterMember[]> {
  const members = await Promise.all(Array.from({ length: shards }, () => clusterMember(servers, args)));
  await Promise.all(members.map(async (member, index) => {
    const { from, to } = firstSlots(index + 1, shards);
    await member.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
    await member.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }));
  await Promise.all(members.slice(1).map((member) => meet(members[0]!, member)));
  await whole(members);
  return members;
}

/** A replica of a member; it follows when this returns. */
export async function clusterReplica(servers: RedisServers, of: ClusterMember, args: string[] = []): Promise<ClusterMember> {
  const replica = await clusterMember(servers, args);
  await meet(of, replica);
  await eventually(async () => (await replica.call('CLUSTER', 'REPLICATE', of.id).catch(() => '')) === 'OK');
  await eventually(async () => /master_link_status:up/.test(String(await replica.call('INFO', 'replication'))));
  return replica;
}

/** Writes keys `key:0` onwards, each where it belongs. */
export async function fillCluster(members: ClusterMember[], count: number, valueBytes: number): Promise<void> {
  const value = Buffer.alloc(valueBytes, 'abcdefghij').toString();
  await Promise.all(Array.from({ length: count }, (_, index) => {
    const slot = keySlot(`key:${index}`);
    const owner = members.findIndex((_member, at) => slot <= firstSlots(at + 1, members.length).to);
    return members[owner]!.call('SET', `key:${index}`, value);
  }));
}

/** Gives an empty slot to somebody else, as `redis-cli --cluster reshard` does. */
export async function giveSlot(slot: number, from: ClusterMember, to: ClusterMember): Promise<void> {
  await to.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
  await from.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
  await to.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
  await from.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id);
}

async function clusterMember(servers: RedisServers, args: string[]): Promise<ClusterMember> {
  const bus = await freePort();
  const member = await servers.start(['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '3000', ...args]);
  return { ...member, id: String(await member.call('CLUSTER', 'MYID')) };
}

async function meet(one: ClusterMember, other: ClusterMember): Promise<void> {
  const bus = /:\d+@(\d+)/.exec(String(await other.call('CLUSTER', 'NODES')))![1]!;
  await one.call('CLUSTER', 'MEET', other.host, other.port, bus);
}

async function whole(members: ClusterMember[]): Promise<void> {
  await eventually(async () => (await Promise.all(members.map(async (member) => {
    const known = parseClusterNodes(String(await member.call('CLUSTER', 'NODES')));
    const healthy = known.filter(({ flags, connected }) => connected && !flags.includes('handshake'));
    return healthy.length === members.length && /cluster_state:ok/.test(String(await member.call('CLUSTER', 'INFO')));
  }))).every(Boolean));
}
