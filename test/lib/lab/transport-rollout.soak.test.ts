import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../lib/drill/clock';
import { startLab, type Lab } from '../../../lib/lab';
import type { LocalLab } from '../../../lib/lab/local-lab';
import { Topology, TopologyKind, Transport } from '../../../lib/model';
import { plan, withTransport } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { TlsWriter } from './tls-writer';

const DEPLOYMENTS = [
  plan(demoSpec({ name: 'replication', topology: Topology.replication(), objectives: { rpoSeconds: 5, rtoSeconds: 60 } })),
  plan(demoSpec({ name: 'sentinel' })),
  plan(demoSpec({ name: 'cluster', topology: Topology.cluster() })),
];

const { PLAINTEXT, BOTH, TLS } = Transport;
const STEPS = [[BOTH, true], [TLS, true], [BOTH, false], [PLAINTEXT, false]] as const;

/** As a StatefulSet does it: each node is stopped and comes back by the new plan, ready, before the next. */
async function rollOut(lab: Lab, transport: Transport): Promise<void> {
  const local = lab as LocalLab;
  const next = withTransport(lab.plan, transport);
  await local.settle(next, local.engine, Object.fromEntries(next.users.map(({ name }) => [name, lab.secret(name)])));
  for (const node of [...lab.nodes].reverse()) {
    await node.stop();
    await node.start();
    let answer: Awaited<ReturnType<typeof node.health>>;
    await until(async () => (answer = await node.health('/ready'))?.status === 200, 60_000);
    expect([transport, node.name, answer]).toEqual([transport, node.name, expect.objectContaining({ status: 200 })]);
    await sleep(2000);
  }
}

describe.each(DEPLOYMENTS.map((deployment) => [deployment.name, deployment] as const))('%s', (_, deployment) => {
  let lab: Lab;
  let writers: TlsWriter[] = [];

  beforeAll(async () => {
    lab = await startLab(deployment);
    await lab.healthy(45_000);
  }, 60_000);

  afterAll(async () => {
    await Promise.all(writers.map((writer) => writer.stop()));
    writers.forEach((writer) => writer.close());
    await lab?.down();
  });

  test('node after node from plaintext to TLS and back, without losing an acknowledged write', async () => {
    writers = Array.from({ length: deployment.topology.shards }, (__, index) => new TlsWriter(lab, index + 1, false));
    // The last step of a Cluster is not made node by node: see startingPlan.
    for (const [transport, tls] of deployment.topology.kind === TopologyKind.CLUSTER ? STEPS.slice(0, 3) : STEPS) {
      await rollOut(lab, transport);
      await lab.healthy(60_000);
      writers.forEach((writer) => writer.speak(tls));
      await sleep(2000);
    }
    await Promise.all(writers.map((writer) => writer.stop()));
    for (const writer of writers) {
      expect(writer.acknowledged.length).toBeGreaterThan(500);
      expect(await writer.missing()).toEqual([]);
    }
  }, 600_000);
});
