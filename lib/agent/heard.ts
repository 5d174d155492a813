import type { Situation } from './situation';

/** So long a node that would begin a deployment listens for others that know of one, unless all have answered before. */
const HEARING_MS = 3000;

/** Other nodes whose agents have not been heard since this one began. */
export function unheard({ node, dataNodes, sentinelNodes, clusterPlaces = [], heard = {}, peers }: Situation): string[] {
  const others = new Set([...dataNodes, ...sentinelNodes, ...clusterPlaces.map((place) => place.node)]);
  return [...others].filter((other) => other !== node && heard[other] === undefined && peers[other] === undefined);
}

/** Who is still to be heard before this node may call itself the first; empty when it has waited long enough. */
export function stillListeningFor(situation: Situation): string[] {
  return situation.now - situation.startedAt >= HEARING_MS ? [] : unheard(situation);
}

/**
 * Whether another node is of a deployment that has been formed and is not the one this node is forming. The marker
 * outside may have been emptied: what a volume says counts then, also when its node is silent just now.
 */
export function formedByOthers({ heard = {}, peers, memory }: Situation): boolean {
  const told = Object.values(peers).map((peer) => (peer.memory?.state === 'initialised' ? peer.memory.deploymentId : ''));
  return [...Object.values(heard), ...told].some((id) => id !== '' && id !== memory?.deploymentId);
}
