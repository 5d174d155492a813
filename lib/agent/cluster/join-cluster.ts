import { SLOTS } from '../../cluster';
import { countSlots } from '../../redis';
import type { Desired } from '../desired';
import type { Situation } from '../situation';
import { forgotten } from './forget';
import { introductions } from './introductions';
import { gone, isPrimary, memberById, myself, stale } from './members';
import { regains } from './regains';
import { remembered } from './remembered';
import { takeOver } from './take-over';

/** After this every peer that can answer has answered a new agent. */
const SETTLE_MS = 2000;

/**
 * A node without data of its own in a deployment that has data: a stranger to the Cluster, whatever was at its address
 * before. It greets a member, copies from its shard, and never leads (rules R2, R11).
 */
export function joinCluster(situation: Situation): Desired {
  const { view, node, redis, peers, cluster } = situation;
  const me = myself(situation);
  const waits: Desired = { phase: 'waiting', reason: '', eligible: false, writable: false, copyable: false };
  if (!me) {
    return { ...waits, reason: 'its own Cluster node has not said who it is' };
  }
  if (me.primaryId === undefined && me.slots.length === 0 && redis!.keys > 0) {
    return {
      ...waits, phase: 'refusing',
      reason: `this node holds ${redis!.keys} keys but has lost its nodes.conf: empty its volume, and it copies from its shard`,
    };
  }
  const lead = situation.memory?.state === 'forming' ? takeOver(situation) : undefined;
  if (lead?.ask) {
    return { phase: 'waiting', reason: lead.reason, cluster: [['FAILOVER', 'FORCE']] };
  }
  const { marker, now, startedAt } = situation;
  if (now - startedAt >= SETTLE_MS && marker && marker !== 'unknown' && regains(situation)) {
    // Opens with the next look, under the rules for a primary that comes back.
    const remember = remembered(situation, marker.deploymentId, 'primary', me.configEpoch);
    return { ...waits, reason: 'this node\'s agent had lost its memory; the Cluster calls it primary and it holds the data', remember };
  }
  const greetings = introductions(situation, (_, { memory }) => memory?.state === 'initialised');
  const commands = [...forgotten(situation), ...greetings];
  const primary = view.majority?.node;
  if (primary !== undefined && primary !== node) {
    return copyFrom(situation, primary, { ...waits, cluster: commands });
  }
  if (greetings.length > 0) {
    return { ...waits, reason: 'becoming acquainted with the Cluster', cluster: commands };
  }
  if (newShard(situation)) {
    return beginShard(situation, { ...waits, cluster: commands });
  }
  return { ...withoutSource(situation, waits), ...(Object.keys(peers).length > 0 && cluster ? { cluster: commands } : {}) };
}

function copyFrom(situation: Situation, primary: string, waits: Desired): Desired {
  const { peers, redis, cluster, marker, view } = situation;
  const me = myself(situation)!;
  const id = peers[primary]?.cluster?.id ?? cluster!.members.find((member) => member.node === primary && !gone(member))?.id;
  const known = memberById(cluster!, id);
  // The agents may have heard of a failover before this node's Cluster has; a replica cannot be replicated.
  if (!known || !isPrimary(known)) {
    return { ...waits, reason: `becoming acquainted with ${primary}` };
  }
  if (me.primaryId !== known.id) {
    return { ...waits, reason: `copying from ${primary}`, cluster: [...waits.cluster!, ['REPLICATE', known.id]] };
  }
  const deploymentId = peers[primary]?.memory?.deploymentId ?? (marker && marker !== 'unknown' ? marker.deploymentId : undefined);
  if (redis!.linkUp && !redis!.copying && redis!.source === primary && deploymentId !== undefined) {
    return {
      phase: 'serving', reason: `copied from ${primary}`, eligible: true, writable: true, copyable: true,
      remember: { ...remembered(situation, deploymentId, 'replica', view.majority!.epoch), ...copied(situation) }, cluster: waits.cluster,
    };
  }
  return { ...waits, reason: `copying from ${primary}` };
}

/** Replicas of a Cluster that is being formed copy nothing. */
function copied({ memory, now }: Situation): { copiedAt?: number } {
  return memory?.state === 'forming' ? {} : { copiedAt: now };
}

/** Every slot is served by somebody and nobody of this shard ever had one: the shard is new (scaling out). */
function newShard({ cluster }: Situation): boolean {
  const owners = cluster!.members.filter(({ slots }) => slots.length > 0);
  return cluster!.ok && countSlots(owners.flatMap(({ slots }) => slots)) === SLOTS
    && !owners.some((owner) => gone(owner) || owner.node === undefined || owner.id === cluster!.myId);
}

/** The first of a new shard's nodes that is there stands for it; the others copy from it. */
function beginShard(situation: Situation, waits: Desired): Desired {
  const { dataNodes, node, peers, marker, now, startedAt, settings, shard } = situation;
  const before = dataNodes.slice(0, dataNodes.indexOf(node));
  const graceOver = now - startedAt > settings.startGraceSeconds * 1000;
  const first = before.every((name) => graceOver && peers[name]?.cluster === undefined);
  const deploymentId = marker && marker !== 'unknown' ? marker.deploymentId : undefined;
  if (!first || deploymentId === undefined) {
    return { ...waits, reason: `shard ${shard} is new; waiting for ${before.join(', ')} to stand for it` };
  }
  return {
    ...waits, phase: 'serving', reason: `shard ${shard} is new and has no slots yet`, copyable: true,
    remember: remembered(situation, deploymentId, 'primary', myself(situation)!.configEpoch),
  };
}

function withoutSource(situation: Situation, waits: Desired): Desired {
  const { dataNodes, node, peers, shard, cluster, now, startedAt } = situation;
  if (now - startedAt < SETTLE_MS) {
    return { ...waits, reason: 'looking round' };
  }
  const others = dataNodes.filter((other) => other !== node);
  const holders = others.filter((other) => {
    const peer = peers[other];
    return peer?.memory?.state === 'initialised' && (peer.cluster === undefined || peer.memory.clusterId === peer.cluster.id);
  });
  if (holders.length > 0) {
    return { ...waits, reason: `this volume is empty; ${holders.join(', ')} of shard ${shard} hold data and none of them is primary yet` };
  }
  const silent = others.filter((other) => peers[other] === undefined);
  const lost = cluster!.members.some((member) => member.slots.length > 0 && stale(situation, member));
  return {
    ...waits, phase: 'refusing',
    reason: silent.length > 0
      ? `this volume is empty although shard ${shard} had data; no word from ${silent.join(', ')}`
      : `every volume of shard ${shard} is empty although the deployment had data${lost ? ' and its slots are nobody\'s' : ''}: `
        + 'refusing to serve an empty data set; restore a backup (docs/recovery.md)',
  };
}
