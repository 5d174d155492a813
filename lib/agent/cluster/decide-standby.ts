import type { Desired } from '../desired';
import { activePrimary } from '../region/active-primary';
import { claimed, keptFromCopying, primaryOfAnother } from '../region/every-standby';
import type { ClusterMember, ClusterPlace, Situation } from '../situation';
import { heardOut } from './heard-out';
import { greeting, isPrimary, memberById, myself } from './members';
import { remembered } from './remembered';

/**
 * A node of the region that is not active, in a Cluster: a replica of its shard's primary like those of the active region, but
 * no candidate, no source of copies and closed to writes. It forgets nobody: who is silent may only be cut off. Whoever
 * does not know it is greeted.
 */
export function decideStandbyCluster(situation: Situation): Desired {
  const { region, redis, cluster, settings } = situation;
  const still: Desired = { phase: 'waiting', reason: region!.reason, writable: false, eligible: false, copyable: false };
  const kept = keptFromCopying(situation, still, settings.nodeTimeoutSeconds);
  if (kept) {
    return kept;
  }
  const me = cluster && myself(situation);
  if (redis!.loading || !me) {
    return { ...still, reason: 'loading its data set' };
  }
  return { ...copying(situation, me, still), ...claimed(situation) };
}

function copying(situation: Situation, me: ClusterMember, still: Desired): Desired {
  const { cluster, remote = {}, remotePlaces = [] } = situation;
  const primary = activePrimary(situation);
  const id = primary === undefined ? undefined : remote[primary]?.cluster?.id;
  if (primary === undefined || id === undefined) {
    return { ...still, reason: `standby: nobody is known to lead shard ${situation.shard} in ${situation.region?.record?.active ?? 'the other region'}` };
  }
  const foreign = primaryOfAnother(situation, primary, still);
  if (foreign) {
    return foreign;
  }
  const known = memberById(cluster!, id);
  const place = remotePlaces.find(({ node }) => node === primary);
  if (!known || !isPrimary(known) || known.host !== place?.host) {
    const mayMeet = place !== undefined && (!known || heardOut(situation));
    return { ...still, reason: `standby: becoming acquainted with ${primary}`, cluster: mayMeet ? meet(situation, place) : [] };
  }
  const desired = replicating(situation, me, still, { primary, id });
  return { ...desired, cluster: [...introduced(situation, me), ...desired.cluster ?? []] };
}

/** A region that took over has forgotten who was silent then. Not while it may still say that slots are its own. */
function introduced(situation: Situation, me: ClusterMember): string[][] {
  const { cluster, remote = {}, remotePlaces = [] } = situation;
  const stranger = remotePlaces.find(({ node }) => remote[node]?.cluster?.known.includes(cluster!.myId) === false);
  return stranger && me.slots.length === 0 && heardOut(situation) ? meet(situation, stranger) : [];
}

function meet({ cluster }: Situation, { host, port, busPort }: ClusterPlace): string[][] {
  const greeted = cluster!.members.some((member) => member.host === host && member.port === port && greeting(member));
  return greeted ? [] : [['MEET', host, String(port), String(busPort)]];
}

function replicating(
  situation: Situation, me: ClusterMember, still: Desired, { primary, id }: { primary: string; id: string },
): Desired {
  const { redis, cluster, remote = {}, memory } = situation;
  const discards = memory?.role === 'primary' ? { discards: primary } : {};
  if (me.primaryId !== id) {
    // One that still owns slots is made a replica by the engine as soon as it hears of their new owner.
    const follow = me.slots.length === 0 ? [['REPLICATE', id]] : [];
    return { ...still, reason: `standby: linking to ${primary}`, cluster: follow, ...discards };
  }
  if (redis!.copying || !redis!.linkUp || redis!.source !== primary) {
    return { ...still, reason: `standby: ${redis!.copying ? 'copying from' : 'linking to'} ${primary}`, ...discards };
  }
  if (!remote[primary]!.cluster!.known.includes(cluster!.myId)) {
    return { ...still, reason: `standby: becoming acquainted with ${primary}`, ...discards };
  }
  const theirs = remote[primary]!.memory!;
  const remember = theirs.epoch >= (memory?.epoch ?? 0)
    ? { remember: remembered(situation, theirs.deploymentId, 'replica', theirs.epoch) } : {};
  return { ...still, phase: 'serving', reason: `standby: follows ${primary}`, ...remember, ...discards };
}
