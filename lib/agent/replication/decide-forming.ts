import type { Desired } from '../desired';
import { formingMemory, type Memory } from '../memory';
import { decideRestored, notUpYet } from '../restored';
import { awaited } from '../sentinel/decide-forming';
import type { Situation } from '../situation';
import { epochFrom } from './source';
import { notYet } from './succession';

/**
 * Forming, or formed but not yet known here to be so (rule R4): the bootstrap node leads behind its fence until replicas
 * are linked, then the deployment's marker is claimed, then the role marker's first epoch; writes open once replicas
 * know that they may be named. Each step is found again after any crash.
 */
export function decideForming(situation: Situation, memory: Memory): Desired {
  const { redis, view, node, bootstrapNode } = situation;
  if (!redis || redis.loading) {
    return notUpYet(situation);
  }
  if (view.majority) {
    return view.majority.node === node ? firstPrimary(situation, memory) : firstReplica(situation, memory, view.majority);
  }
  return node === bootstrapNode ? leader(situation, memory) : follower(situation, memory);
}

function leader(situation: Situation, memory: Memory): Desired {
  const { redis, marker, dataNodes, view } = situation;
  const restoring = marker ? undefined : decideRestored(situation, memory);
  if (restoring) {
    return restoring;
  }
  const become: Desired = { phase: 'forming', reason: 'first primary of a new deployment', role: { become: 'primary' }, writable: false };
  if (redis!.role !== 'primary') {
    return marker ? become : awaited(situation) ?? become;
  }
  if (marker) {
    return view.reachable === 1 ? { ...become, reason: 'naming the first primary', claimRole: true }
      : { ...become, reason: 'the role marker cannot be read' };
  }
  const wanted = dataNodes.length - 1;
  return redis!.goodReplicas >= wanted || (redis!.goodReplicas >= least(situation) && graceOver(situation))
    ? { ...become, reason: 'formed', claim: memory.deploymentId }
    : { ...become, reason: `waiting for replicas: ${redis!.goodReplicas} of ${wanted} are linked` };
}

function follower(situation: Situation, memory: Memory): Desired {
  const { peers, bootstrapNode, marker } = situation;
  const begun = peers[bootstrapNode]?.memory;
  if (!marker && begun && begun.deploymentId !== memory.deploymentId) {
    // The bootstrap node lost its volume before anything was formed and began anew.
    return { phase: 'forming', reason: `joining ${bootstrapNode} again`, remember: formingMemory(begun.deploymentId) };
  }
  return { phase: 'forming', reason: `joining ${bootstrapNode}`, role: { follow: bootstrapNode } };
}

function firstPrimary(situation: Situation, memory: Memory): Desired {
  const { redis, view, peers, dataNodes, namedAt } = situation;
  const fenced: Desired = { phase: 'forming', reason: 'formed', role: { become: 'primary' }, writable: false };
  if (redis!.role !== 'primary') {
    const objection = notYet(situation);
    return objection === '' ? fenced : { phase: 'waiting', reason: `named primary: ${objection}`, writable: false };
  }
  const ready = Object.values(peers).filter((peer) => peer.memory?.state === 'initialised').length;
  const wanted = dataNodes.length - 1;
  if (ready >= wanted || (ready >= least(situation) && graceOver(situation))) {
    return {
      ...fenced, phase: 'serving',
      remember: {
        ...memory, state: 'initialised', epoch: view.majority!.epoch, role: 'primary', lastGoodAt: namedAt,
        replicationId: redis!.replicationId, offset: redis!.offset, keys: redis!.keys,
      },
    };
  }
  return { ...fenced, reason: `formed; ${ready} of ${wanted} replicas may be named` };
}

function firstReplica(situation: Situation, memory: Memory, named: { node: string; epoch: number }): Desired {
  const { redis, now, peers } = situation;
  if (redis!.source === named.node && redis!.linkUp && !redis!.copying) {
    return {
      phase: 'serving', reason: `replica of ${named.node}`,
      remember: {
        ...memory, state: 'initialised', epoch: epochFrom(peers[named.node], named.epoch), role: 'replica', lastGoodAt: now,
        replicationId: redis!.replicationId, offset: redis!.offset, keys: redis!.keys,
      },
    };
  }
  return { phase: 'forming', reason: `linking to ${named.node}`, role: { follow: named.node }, writable: false };
}

function least({ settings }: Situation): number {
  return Math.max(1, settings.minReplicasToWrite);
}

function graceOver({ now, startedAt, settings }: Situation): boolean {
  return now - startedAt > settings.startGraceSeconds * 1000;
}
