import type { PeerState, Situation } from '../situation';
import { answering } from './members';

/**
 * MEET for the next peer, in the plan's order round, that this node does not know or that does not know it; or knows at an
 * address that is no longer its own, which it learns by gossip only from one that can still reach it. Each node greets one,
 * so that all become acquainted through each other whoever is missing.
 *
 * @param acceptable whom to greet at all
 */
export function introductions(situation: Situation, acceptable: (node: string, peer: PeerState) => boolean): string[][] {
  const { cluster, clusterPlaces = [], node } = situation;
  const me = clusterPlaces.findIndex((place) => place.node === node);
  const round = [...clusterPlaces.slice(me + 1), ...clusterPlaces.slice(0, Math.max(0, me))];
  const peers = Object.fromEntries(answering(situation));
  const stranger = round.find((place) => {
    const peer = peers[place.node];
    const claim = peer?.cluster;
    return claim !== undefined && acceptable(place.node, peer!)
      && !(claim.known.includes(cluster!.myId)
        && cluster!.members.some(({ id, host }) => id === claim.id && host === place.host));
  });
  if (!stranger || cluster!.members.some(({ host, port, flags }) =>
    host === stranger.host && port === stranger.port && flags.includes('handshake'))) {
    return [];
  }
  return [['MEET', stranger.host, String(stranger.port), String(stranger.busPort)]];
}
