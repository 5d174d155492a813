import { nft, removeTable } from './nft';

/**
 * Asks whether a lab on this machine could cut its network, before anything is started that would
 * have to be taken down again. Changes nothing: the table it makes is removed in the same transaction.
 *
 * @returns what is missing and how to get it, undefined when nothing is
 */
export async function mayCut(): Promise<string | undefined> {
  try {
    await nft(removeTable('redis_ha_may_cut'));
    return undefined;
  } catch (failure) {
    return failure instanceof Error ? failure.message : String(failure);
  }
}
