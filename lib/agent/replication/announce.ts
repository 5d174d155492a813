import type { PeerWatch } from '../observe/peers';
import type { RoleMarker } from '../platform/platform';
import type { RoleNews } from './news-order';

/** The news of a change is worth this wait; whoever misses it hears it from the store or from peers. */
const NEWS_TIMEOUT_MS = 1500;

/**
 * Tells agents of a change all at once.
 *
 * @returns a function that resolves with whether the one that matters has heard; the others are not waited for
 */
export function tellOf(peers: Pick<PeerWatch, 'order'>, nodes: string[]): (news: RoleNews, matters: string) => Promise<boolean> {
  return async (news, matters) => {
    const word = JSON.stringify(news);
    const answers = nodes.map(async (name) => ({ name, answer: await peers.order(name, 'role', word, NEWS_TIMEOUT_MS) }));
    const [answer] = await Promise.all(answers.filter((_, index) => nodes[index] === matters));
    return answer?.answer.ok === true;
  };
}

/** Whether a claim was won. */
export function sameMarker(a: RoleMarker, b: RoleMarker): boolean {
  return a.epoch === b.epoch && a.primary === b.primary && a.changedAt === b.changedAt && a.by === b.by;
}
