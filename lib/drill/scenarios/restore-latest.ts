import { chooseBackup } from '../../backup/restore/choose-backup';
import { lostOnlySinceBackup, remember, restoredFromBackup, sameAsBefore } from '../backups/aftermath';
import { destroy } from '../backups/destroyed';
import { restoreInto } from '../backups/restored';
import { taken } from '../backups/taken';
import { now } from '../clock';
import { fingerprint } from '../data/fingerprint';
import { writeTyped } from '../data/typed-data';
import { targetOf } from '../target';
import type { Scenario } from './scenario';

/** Everything is lost but the store: a new deployment begins with the latest backup. */
export const restoreLatest: Scenario = {
  name: 'restore-latest',
  summary: 'a backup is taken under load, later the whole deployment destroyed: a new one is seeded from the latest backup',
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
    await taken(context, 'backup under load');
    await context.wait(random.between(2000, 5000));
    await destroy(context);
    const lostAt = now();
    const store = await context.store();
    const passedOver = (id: string, reason: string): void => context.note(`passed over: ${id}, ${reason}`);
    const backup = await chooseBackup(store, { deployment: context.deployment }, passedOver);
    remember(context, { before, backup, lostAt });
    await restoreInto(context, backup, store.url, lostAt);
  },
  afterwards: sameAsBefore,
  examine: lostOnlySinceBackup,
};
