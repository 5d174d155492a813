import { leftInOrder, slowBackup, writeMuch } from '../backups/slow-backup';
import { Watch, writeChecks } from '../backups/unnoticed';
import { nothingLost } from './expectations';
import { needsDataNodes, type Scenario, type ScenarioContext } from './scenario';

const watches = new WeakMap<ScenarioContext, Watch>();

/** A backup that lasts some seconds is taken while clients write: none of them may notice. */
export const backupUnderLoad: Scenario = {
  name: 'backup-under-load',
  summary: 'a backup that lasts some seconds while clients write: no failed write, every copy in sync, no replica that is none',
  from: 'formed',
  rto: 'none',
  unsuitable: (plan) => needsDataNodes(plan, 2),
  expectation: nothingLost,
  async prepare(lab, target, progress) {
    await writeMuch(target, progress);
    await lab.healthy(60_000);
  },
  async run(context) {
    const watch = new Watch(context.lab);
    watches.set(context, watch);
    // As much load before as during, so that there is something to compare with.
    await context.wait(4000);
    await context.fault('a backup begins', undefined, async () => {
      watch.begin();
      try {
        const backup = await slowBackup(context, 'backup under load', () => undefined);
        await watch.end();
        await leftInOrder(context, backup);
      } finally {
        await watch.end();
      }
    });
    context.recovered('the backup is stored and in order');
  },
  async afterwards(context) {
    watches.get(context)?.checks().forEach((check) => context.check(check));
  },
  examine(context, ledger) {
    const watch = watches.get(context);
    if (watch !== undefined) {
      writeChecks(ledger, context.load.startedAt, watch).forEach((check) => context.check(check));
    }
  },
};
