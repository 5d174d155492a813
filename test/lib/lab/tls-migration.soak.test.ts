import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../../lib/drill/clock';
import { startLab, type Lab } from '../../../lib/lab';
import { Topology, Transport } from '../../../lib/model';
import { plan, withTransport, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { listening } from './listening';
import { TlsWriter } from './tls-writer';

const DEPLOYMENTS = [
  plan(demoSpec({ name: 'replication', topology: Topology.replication(), objectives: { rpoSeconds: 5, rtoSeconds: 60 } })),
  plan(demoSpec({ name: 'sentinel' })),
  plan(demoSpec({ name: 'cluster', topology: Topology.cluster() })),
];

/** Ports that the nodes of that plan have open, and no others. */
function settled(lab: Lab, { ports }: DeploymentPlan): boolean {
  const { redis, redisTls, sentinel, sentinelTls, agent, bus } = ports;
  return lab.nodes.every(({ host, hasData, hasSentinel }) => {
    const wanted = [agent, ...(hasData ? [redis, redisTls, bus] : []), ...(hasSentinel ? [sentinel, sentinelTls] : [])];
    return String(listening(host)) === String(wanted.filter((port) => port !== undefined).sort((x, y) => x - y));
  });
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

  test('from plaintext to TLS and back under load, without losing an acknowledged write', async () => {
    writers = Array.from({ length: deployment.topology.shards }, (__, index) => new TlsWriter(lab, index + 1, false));
    await sleep(1000);
    const gaps: Record<string, number> = {};
    const step = async (name: string, transport: Transport, tls: boolean): Promise<void> => {
      const next = withTransport(lab.plan, transport);
      writers.forEach((writer) => writer.takeGap());
      await lab.apply(next);
      expect([name, await until(() => Promise.resolve(settled(lab, next)), 60_000)]).toEqual([name, true]);
      await lab.healthy(30_000);
      await sleep(1000);
      writers.forEach((writer) => writer.speak(tls));
      await sleep(1000);
      gaps[name] = Math.max(...writers.map((writer) => writer.takeGap()));
    };
    await step('to both', Transport.BOTH, true);
    await step('to TLS', Transport.TLS, true);
    expect(await lab.handover()).toMatchObject({ ok: true });
    await lab.healthy(30_000);
    await step('back to both', Transport.BOTH, false);
    await step('back to plaintext', Transport.PLAINTEXT, false);
    await Promise.all(writers.map((writer) => writer.stop()));
    for (const writer of writers) {
      expect(writer.acknowledged.length).toBeGreaterThan(500);
      expect(await writer.missing()).toEqual([]);
    }
    // Replicas link anew, and Sentinels that come back late have the primary stop writes: held up, and no more than that.
    Object.entries(gaps).forEach(([name, gap]) => expect([name, gap < 20_000]).toEqual([name, true]));
  }, 240_000);
});
