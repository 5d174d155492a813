import { freemem } from 'node:os';

import { TopologyKind } from '../../model';
import type { DeploymentPlan } from '../../plan';
import { preload } from '../preload';
import { lostPrimary } from './expectations';
import { orderFailover } from './ordered-failover';
import { type Scenario } from './scenario';

const MOST_BYTES = 300 * 1024 * 1024;

/** Bytes of data in each copy: what fits in the nodes' memory, and all copies and their forks in this machine's. */
function datasetBytes(plan: DeploymentPlan): number {
  const copies = plan.nodes.length;
  return Math.floor(Math.min(MOST_BYTES, plan.settings.maxMemoryBytes / 3 * plan.topology.shards, freemem() / (4 * copies)));
}

/** A primary with a large data set dies and takes long to load it: nobody may wait for that who need not. */
export const slowLoad: Scenario = {
  name: 'slow-load',
  summary: 'a primary with some hundred megabytes is killed; others take over while it loads them',
  from: 'formed',
  rto: 'first-write',
  // Loaded once from the disk and once from the new primary.
  recoveryMs: 240_000,
  expectation: (plan) => lostPrimary(plan, plan.promise.rto.worstSeconds, plan.promise.rpo.processDeathSeconds),
  async prepare(lab, target, progress) {
    const bytes = datasetBytes(lab.plan);
    progress(`writing ${Math.round(bytes / 1024 / 1024)} MB first`);
    await preload(target, bytes);
    await lab.healthy(120_000);
  },
  async run(context) {
    const { plan, primary, random } = context;
    // A process that is restarted loads in a replication topology; a machine that is gone is replaced by order.
    const node = plan.topology.kind === TopologyKind.REPLICATION && random.chance(0.5);
    if (node) {
      await context.fault(`${primary.name} killed`, primary.name, () => primary.kill());
      await orderFailover(context, [primary.name]);
    } else {
      await context.fault(`kill -9 of Redis on ${primary.name}`, primary.name, () => primary.signal('redis', 'SIGKILL'));
    }
    await context.writesResume();
    if (node) {
      await primary.start();
      context.recovered(`${primary.name} started`, primary.name);
    }
  },
};
