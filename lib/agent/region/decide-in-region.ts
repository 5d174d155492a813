import { TopologyKind } from '../../model';
import { HOME_REGION } from '../../plan';
import type { Desired } from '../desired';
import type { RebuildOrder } from '../sentinel/rebuild-order';
import type { Situation } from '../situation';
import { decideStandby } from './decide-standby';
import { activation } from '../cluster/activation';
import { decideStandbyCluster } from '../cluster/decide-standby';
import { Standing } from './standing';

/**
 * Rule R14: what a node's region may do goes before everything its topology decides. In a plan with one region nothing changes.
 *
 * @param decideRole the rules of the topology
 */
export function decideInRegion(situation: Situation, decideRole: (situation: Situation) => Desired): Desired {
  const { region } = situation;
  if (!region) {
    return decideRole(situation);
  }
  switch (region.standing) {
    case Standing.STANDBY:
      return standby(situation);
    case Standing.ASKING:
      return { phase: 'waiting', reason: region.reason };
    case Standing.UNKNOWN:
      return { phase: 'waiting', reason: region.reason, writable: false, eligible: false };
    case Standing.UNDECLARED:
      return region.own === HOME_REGION ? undeclared(situation, decideRole(situation)) : standby(situation);
    case Standing.ACTIVE: {
      if (neverHeldAny(situation)) {
        return {
          phase: 'refusing', writable: false, eligible: false,
          reason: `${region.own} was made the active region, and no node of it that answers holds any data: refusing to begin empty`,
        };
      }
      const desired = { ...inCluster(situation, decideRole(ordered(situation))), ...named(situation) };
      return region.mayWrite ? desired : fenced(situation, desired);
    }
  }
}

function standby(situation: Situation): Desired {
  return situation.topology === TopologyKind.CLUSTER ? decideStandbyCluster(situation) : decideStandby(situation);
}

/** A region that was promoted goes on with what it copied; without any it must not be taken for a beginning (rule R4). */
function neverHeldAny({ region, memory, marker, peers }: Situation): boolean {
  return region!.record?.primaries !== undefined && memory?.state !== 'initialised' && marker === undefined
    && Object.values(peers).every((peer) => peer.memory?.state !== 'initialised');
}

/** Goes on with everything but writes. A handover that owns the fence does not own this one. */
function fenced({ redis, region, topology }: Situation, desired: Desired): Desired {
  const stopped = redis?.role === 'primary' && desired.phase === 'serving';
  return {
    ...desired, writable: false, ...(stopped ? { phase: 'waiting', reason: region!.reason } : {}),
    // Every election raises an epoch, and the region that takes over has to stay above them all.
    ...(topology === TopologyKind.CLUSTER ? { eligible: false, replaceDead: false, cluster: withoutElection(desired) } : {}),
  };
}

/** Shards of a region that has become the active one are taken over by the nodes that its record names. */
function inCluster(situation: Situation, desired: Desired): Desired {
  if (situation.topology !== TopologyKind.CLUSTER) {
    return desired;
  }
  const { commands, leftToAnother } = activation(situation);
  const others = leftToAnother || commands.length > 0 ? withoutElection(desired) : desired.cluster ?? [];
  return { ...desired, cluster: [...others, ...commands] };
}

function withoutElection({ cluster = [] }: Desired): string[][] {
  return cluster.filter(([verb]) => verb !== 'FAILOVER');
}

/** So long the node that would declare the first record listens for the other region, unless all there have answered before. */
const LISTENING_MS = 3000;

/**
 * Who forms the deployment, or leads one that had one region until now, declares whose it is. A witness without any record may
 * also have been emptied: then the other region knows.
 */
function undeclared(situation: Situation, desired: Desired): Desired {
  const { memory, node, bootstrapNode, redis, view, remote = {}, remoteNodes = [], now, startedAt } = situation;
  const listened = now - startedAt >= LISTENING_MS || remoteNodes.every((name) => remote[name] !== undefined);
  const forms = memory?.state === 'forming' && node === bootstrapNode;
  const leads = memory?.state === 'initialised' && redis?.role === 'primary' && view.majority?.node === node;
  return { ...fenced(situation, desired), ...(listened && (forms || leads) ? { declareRegion: true } : {}) };
}

/** A record that names primaries is an order to begin with them, at an epoch above all that were before. */
function ordered(situation: Situation): Situation {
  const { record } = situation.region!;
  const primary = record?.primaries?.['1'];
  if (!primary || situation.topology !== TopologyKind.SENTINEL || (situation.order?.epoch ?? 0) >= record.roleEpoch) {
    return situation;
  }
  const order: RebuildOrder = {
    id: `region record ${record.epoch}`, primary, epoch: record.roleEpoch, issuedAt: record.changedAt, by: `region record ${record.epoch}`,
  };
  return { ...situation, order };
}

/** Where a role marker has the say, the region's own is brought to what the record says. */
function named({ region, topology, view, hasData }: Situation): Pick<Desired, 'nameRole'> {
  const { primaries, roleEpoch = 0 } = region!.record ?? {};
  const primary = primaries?.['1'];
  return primary !== undefined && hasData && topology === TopologyKind.REPLICATION && view.reachable === 1
    && (view.majority?.epoch ?? 0) < roleEpoch ? { nameRole: { primary, epoch: roleEpoch } } : {};
}
