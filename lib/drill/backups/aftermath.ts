import type { BackupManifest } from '../../backup/manifest';
import { differences, fingerprint, type Fingerprint } from '../data/fingerprint';
import type { Scenario, ScenarioContext } from '../scenarios/scenario';
import { targetOf } from '../target';
import { inSeconds, type Expectation } from '../verdict';
import { lossesOf } from './losses';

/** What a drill has to remember between its steps. */
export interface Loss {
  readonly before: Fingerprint;
  readonly backup: BackupManifest;
  readonly lostAt: number;
}

const losses = new WeakMap<ScenarioContext, Loss>();

/** Objectives speak of failovers, not of a deployment that is gone: the promise is made when the backup is known. */
export function restoredFromBackup(): Expectation {
  return {
    serves: true, rtoDeclared: false, lossDeclared: false, promisedRtoSeconds: 0, promisedLossSeconds: 0, dualPrimarySeconds: 0,
  };
}

/** Remembers what `sameAsBefore` and `lostOnlySinceBackup` look at. */
export function remember(context: ScenarioContext, loss: Loss): void {
  losses.set(context, loss);
}

/** Key for key: every type, in every database. */
export async function sameAsBefore(context: ScenarioContext): Promise<void> {
  const loss = losses.get(context);
  if (loss === undefined) {
    return;
  }
  const found = differences(loss.before, await fingerprint(targetOf(context.lab)));
  context.check({
    id: 'same-data',
    title: 'Keys of every type as they were',
    promised: `${loss.before.keys.size} keys`,
    measured: found.length === 0 ? `${loss.before.keys.size} keys the same, or expired in time` : found.join('; '),
    ok: found.length === 0,
    reason: found.join('; '),
  });
}

/** A backup costs what was written after it began: nothing from before, and nothing that the new deployment acknowledged. */
export const lostOnlySinceBackup: NonNullable<Scenario['examine']> = (context, ledger, { lost }) => {
  const loss = losses.get(context);
  if (loss === undefined) {
    return;
  }
  const { before, since, after, spanMs } = lossesOf(ledger, lost, loss.backup, loss.lostAt);
  if (before > 0) {
    context.violation(`${before} writes that were acknowledged before the backup began are not in it`);
  }
  if (after > 0) {
    context.violation(`${after} writes that the new deployment acknowledged are gone`);
  }
  if (since === 0) {
    context.violation('nothing was lost although clients wrote after the backup: what they write to is not what was restored');
  }
  const ageMs = loss.lostAt - Date.parse(loss.backup.createdAt);
  context.row({
    id: 'backup-age', title: 'Age of the backup at the loss',
    measured: `${inSeconds(ageMs)}, it took ${loss.backup.durationSeconds.toFixed(2)} s; ${since} writes of the last ${inSeconds(spanMs)} lost`,
  });
};
