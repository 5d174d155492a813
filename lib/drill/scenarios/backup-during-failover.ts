import type { BackupManifest } from '../../backup/manifest';
import type { LabNode } from '../../lab/lab';
import { leftInOrder, slowBackup, writeMuch } from '../backups/slow-backup';
import { taken } from '../backups/taken';
import { until } from '../clock';
import { lostPrimary } from './expectations';
import { orderFailover } from './ordered-failover';
import { dataNodes, needsDataNodes, type Scenario, type ScenarioContext } from './scenario';

/** Longest until a stream has begun: what is before it (looking, forking) takes a second or two. */
const BEGINS_MS = 20_000;
/** Longest until a backup that has lost its source, or its source the primary, has ended one way or the other. */
const ENDS_MS = 60_000;

/** First the server it streams from dies in mid-stream, then, in another one, the primary: it is whole, or it is not there. */
export const backupDuringFailover: Scenario = {
  name: 'backup-during-failover',
  summary: 'the source of a backup killed in mid-stream, then a primary during another one: each is whole or leaves nothing',
  from: 'formed',
  rto: 'first-write',
  recoveryMs: 120_000,
  unsuitable: (plan) => needsDataNodes(plan, 2),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.hangSeconds, plan.promise.rpo.processDeathSeconds),
  async prepare(lab, target, progress) {
    await writeMuch(target, progress);
    await lab.healthy(60_000);
  },
  async run(context) {
    const { lab } = context;
    await interrupted(context, 'its source dies', async (source) => {
      await source.kill();
      context.note(`${source.name}, which a backup streams from, killed`, source.name);
    });
    for (const node of dataNodes(lab).filter(({ running }) => !running)) {
      await node.start();
    }
    await lab.healthy(60_000);
    await interrupted(context, 'a primary dies', async (source) => {
      const primary = lab.node(await lab.primary(source.shard) ?? context.primary.name);
      await context.fault(`${primary.name}, primary, killed while a backup streams from ${source.name}`, primary.name, () => primary.kill());
      await orderFailover(context, [primary.name]);
      await context.writesResume();
    });
    for (const node of dataNodes(lab).filter(({ running }) => !running)) {
      await node.start();
      context.recovered(`${node.name} started`, node.name);
    }
  },
  /** What failed once does not stand in the way of the next one. */
  async afterwards(context) {
    try {
      await leftInOrder(context, await taken(context, 'backup afterwards'));
    } catch (failure) {
      context.violation(`a backup after everything was healthy again failed: ${said(failure)}`);
    }
  },
};

/** A backup, and a fault as soon as it streams. It ends loudly, whole or as if it had never been. */
async function interrupted(context: ScenarioContext, title: string, fault: (source: LabNode) => Promise<void>): Promise<void> {
  let source: string | undefined;
  let ended: { readonly backup?: BackupManifest; readonly failure?: unknown } | undefined;
  const backup = slowBackup(context, `backup: ${title}`, (node, bytes) => {
    source ??= bytes > 0 ? node : undefined;
  }).then((manifest) => { ended = { backup: manifest }; }, (failure: unknown) => { ended = { failure }; });
  await until(() => source !== undefined || ended !== undefined, BEGINS_MS, 20);
  if (source === undefined || ended !== undefined) {
    context.violation(`no backup was streaming when ${title}: ${ended === undefined ? 'none began' : said(ended.failure)}`);
    await backup;
    return;
  }
  await fault(context.lab.node(source));
  if (!await until(() => ended !== undefined, ENDS_MS)) {
    context.violation(`a backup neither ended nor failed within ${ENDS_MS / 1000} s after ${title}`);
  }
  await backup;
  context.note(ended!.backup === undefined ? `the backup failed: ${said(ended!.failure)}` : 'the backup was completed all the same');
  await leftInOrder(context, ended!.backup);
}

function said(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
