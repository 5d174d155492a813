import { TopologyKind } from '../../model';
import { lostPrimary } from './expectations';
import { orderFailover } from './ordered-failover';
import { needsDataNodes, type Scenario } from './scenario';

/** Enough for the writes of a drill and for a rewrite of the append-only file beside it. */
const VOLUME_BYTES = 96 * 1024 * 1024;

/** The primary's data volume is full: it refuses writes and answers PING, so nobody but its agent acts (rule R13). */
export const fullDisk: Scenario = {
  name: 'full-disk',
  summary: 'the data volume of a primary fills: its agent must hand over, since it still answers and nobody else acts (needs root)',
  from: 'formed',
  // It goes on acknowledging until the next write to its file fails, so the first write after the fault says nothing.
  rto: 'longest-gap',
  smallVolumeBytes: VOLUME_BYTES,
  unsuitable: (plan) => needsDataNodes(plan, 2),
  lacks: () => Promise.resolve(process.getuid?.() === 0 ? undefined : 'volumes of a given size are mounted, which needs root'),
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.worstSeconds, 0),
  async run(context) {
    const { primary, plan, random } = context;
    await context.fault(`the volume of ${primary.name} filled`, primary.name, () => primary.fill());
    try {
      if (!await context.writesResume(primary.name)) {
        context.violation(`writes did not move away from ${primary.name}`);
        if (plan.topology.kind === TopologyKind.REPLICATION) {
          await orderFailover(context, [primary.name]);
        }
      }
      await context.wait(random.between(0, 3000));
    } finally {
      await primary.free();
    }
    context.recovered(`space on the volume of ${primary.name} again`, primary.name);
  },
};
