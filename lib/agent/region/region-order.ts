import { parseRecord } from '../../region';
import type { CommandResult } from '../command-result';
import type { RegionWatch } from './region-watch';

/** Order `region-record`: a change that nobody should have to wait for. An older one than is known changes nothing. */
export async function takeRecord(word: string, deployment: string, watch: Pick<RegionWatch, 'learn' | 'view'>): Promise<CommandResult> {
  try {
    const record = parseRecord(word, deployment);
    await watch.learn(record);
    const known = watch.view().record!.epoch;
    return { ok: true, detail: known > record.epoch ? `region record ${known} is known here, a newer one` : `region record ${known} is known` };
  } catch (failure) {
    return { ok: false, detail: failure instanceof Error ? failure.message : String(failure) };
  }
}
