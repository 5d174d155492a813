import type { BackupManifest } from '../../backup/manifest';
import { verifyBackup } from '../../backup/verify';
import { lostOnlySinceBackup, remember, restoredFromBackup, sameAsBefore } from '../backups/aftermath';
import { newestRestorable } from '../backups/choose';
import { DAMAGES, Spoiler, type Damage } from '../backups/damage';
import { destroy } from '../backups/destroyed';
import { restoreInto } from '../backups/restored';
import { taken } from '../backups/taken';
import { now } from '../clock';
import { fingerprint } from '../data/fingerprint';
import { writeTyped } from '../data/typed-data';
import { targetOf } from '../target';
import type { Scenario, ScenarioContext } from './scenario';

/** Of them the newest two stay damaged, and the oldest would be too old. */
const BACKUPS = 4;
/** Ids tell backups apart by the second. */
const APART_MS = 1100;

/** The newest backups are no good: that has to be seen, and the newest good one is what a new deployment begins with. */
export const corruptBackup: Scenario = {
  name: 'corrupt-backup',
  summary: 'the newest backups damaged in every way, each of which has to be seen; the deployment destroyed, restored from the newest good',
  from: 'formed',
  rto: 'first-write',
  recoveryMs: 240_000,
  expectation: restoredFromBackup,
  async prepare(_lab, target, progress) {
    progress(`${await writeTyped(target)} keys of every type written first`);
  },
  async run(context) {
    const { lab, random } = context;
    const before = await fingerprint(targetOf(lab));
    const backups: BackupManifest[] = [];
    for (let number = 1; number <= BACKUPS; number += 1) {
      backups.push(await taken(context, `backup ${number} of ${BACKUPS}`));
      await context.wait(APART_MS);
    }
    const [, good, second, newest] = backups;
    await everyDamageIsSeen(context, newest!, good!);
    await spoil(context, second!, good!, random.pick(DAMAGES), new Spoiler(await context.store()));
    // What a listing shows is easily passed over; that bytes are wrong has to be looked for.
    await spoil(context, newest!, good!, random.pick(DAMAGES.filter(({ hidden }) => hidden)), new Spoiler(await context.store()));
    await destroy(context);
    const lostAt = now();
    const { manifest, skipped } = await context.during('restore', 'the newest that can be restored', () => newestRestorable(context));
    const wanted = [newest!.id, second!.id];
    const ok = manifest.id === good!.id && skipped.join() === wanted.join();
    context.check({
      id: 'fallback', title: 'Restored from the newest that is in order', promised: good!.id,
      measured: `${manifest.id}, having passed over ${skipped.join(', ') || 'none'}`, ok,
      reason: ok ? '' : `${manifest.id} was chosen having passed over ${skipped.join(', ') || 'none'}, and not ${good!.id} over ${wanted.join(', ')}`,
    });
    remember(context, { before, backup: manifest, lostAt });
    await restoreInto(context, manifest, (await context.store()).url, lostAt);
  },
  afterwards: sameAsBefore,
  examine: lostOnlySinceBackup,
};

/** One after the other, each undone before the next. */
async function everyDamageIsSeen(context: ScenarioContext, backup: BackupManifest, older: BackupManifest): Promise<void> {
  const store = await context.store();
  const missed: string[] = [];
  for (const damage of DAMAGES) {
    const spoiler = new Spoiler(store);
    await spoil(context, backup, older, damage, spoiler);
    const { ok, problems } = await verifyBackup(store, backup);
    context.note(ok ? `${damage.name} was not seen` : `${damage.name} seen: ${problems[0]}`);
    missed.push(...ok ? [damage.name] : []);
    await spoiler.undo();
  }
  const { ok, problems } = await verifyBackup(store, backup);
  if (!ok) {
    context.violation(`the backup is said to be damaged when it is whole again: ${problems.join('; ')}`);
  }
  const seen = `${DAMAGES.length - missed.length} of ${DAMAGES.length} kinds`;
  context.check({
    id: 'damage-seen', title: 'Damage to a stored backup seen', promised: `${DAMAGES.length} of ${DAMAGES.length} kinds`, measured: seen,
    ok: missed.length === 0, reason: missed.length === 0 ? '' : `not seen: ${missed.join(', ')}`,
  });
}

async function spoil(
  context: ScenarioContext, backup: BackupManifest, older: BackupManifest, damage: Damage, spoiler: Spoiler,
): Promise<void> {
  const what = await damage.inflict({ store: await context.store(), backup, older, random: context.random }, spoiler);
  context.note(`${backup.id}: ${what}`);
}
