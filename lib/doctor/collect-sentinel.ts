import { parsePairs } from '../redis';
import { asking, refusal, type Access } from './ask';
import type { SentinelObservation } from './observation';

/** What the Sentinel of a node believes. */
export async function observeSentinel(access: Access, node: string): Promise<SentinelObservation> {
  const { masterName } = access.plan.topology;
  try {
    const master = await asking(access, node, access.plan.ports.sentinel, async (link) => {
      try {
        return parsePairs(await link.call('SENTINEL', 'MASTER', masterName));
      } catch (failure) {
        // A Sentinel that watches nothing yet says so; anything else is a Sentinel that does not answer.
        if (failure instanceof Error && /No such master/i.test(failure.message)) {
          return {};
        }
        throw failure;
      }
    });
    const named = Object.entries(access.addresses).find(([, address]) => address === master.ip)?.[0];
    return {
      node, reachable: true, names: named ?? master.ip ?? '', epoch: Number(master['config-epoch'] ?? -1), quorum: Number(master.quorum ?? 0),
      knownReplicas: Number(master['num-slaves'] ?? 0), knownSentinels: Number(master['num-other-sentinels'] ?? 0) + 1,
      failingOver: /down|failover/.test(master.flags ?? ''),
    };
  } catch (failure) {
    return {
      node, reachable: false, names: '', epoch: -1, quorum: 0, knownReplicas: 0, knownSentinels: 0, failingOver: false, ...refusal(failure),
    };
  }
}
