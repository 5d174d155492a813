import { setTimeout as sleep } from 'node:timers/promises';
import type { RegionRecord } from './record';
import type { Witness } from './witness';

/**
 * A witness whose silence is believed only after it was asked some times: a promotion is not given up for one answer that got
 * lost. Not for agents, whose proof has an age, and not for creating, where silence says nothing about what stands.
 *
 * @param attempts how often it is asked at most
 * @param pauseMs between two of them, in milliseconds
 */
export function patient(witness: Witness, attempts = 4, pauseMs = 500): Witness {
  return {
    create: (record) => witness.create(record),
    read: async (epoch): Promise<RegionRecord | undefined> => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await witness.read(epoch);
        } catch (failure) {
          if (attempt >= attempts) {
            throw failure;
          }
        }
        await sleep(pauseMs);
      }
    },
  };
}
