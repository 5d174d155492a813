import { HEALTHY_SECONDS_VARIABLE } from '../../../../lib/agent/balance/balancer';
import { sleep, until } from '../../../../lib/drill/clock';
import { Ledger } from '../../../../lib/drill/ledger';
import { targetOf } from '../../../../lib/drill/target';
import { verify } from '../../../../lib/drill/verify';
import { Workload } from '../../../../lib/drill/workload';
import { startLab, type Lab } from '../../../../lib/lab';
import { BalanceWhen, Engine, Topology, type DeploymentSpec } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';

const spec: DeploymentSpec = {
  name: 'crash', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 15 }, failureDomains: 3,
};

/** Writes through what happens; what was acknowledged must be there afterwards. */
async function through(lab: Lab, happens: () => Promise<void>): Promise<void> {
  const ledger = new Ledger('r6');
  const load = new Workload(targetOf(lab), ledger);
  try {
    await lab.healthy(60_000);
    await load.start();
    await sleep(1000);
    await happens();
    await lab.healthy(60_000);
    await sleep(1000);
    await load.stop();
    const { lost, checked } = await verify(ledger, targetOf(lab));
    expect(checked).toBeGreaterThan(100);
    expect(lost).toEqual([]);
  } finally {
    await load.stop();
    await lab.down();
  }
}

const said = (lab: Lab, pattern: RegExp): number => lab.events.filter(({ message }) => pattern.test(message)).length;

describe('R6: the agent of a crashed primary dies while it asks', () => {
  test.each(['begin', 'asked'])('at crash-failover:%s', async (step) => {
    const lab = await startLab(plan(spec), { startFaults: { 'node-1': { failpoint: `crash-failover:${step}` } } });
    await through(lab, async () => {
      lab.node('node-1').signal('redis', 'SIGKILL');
      expect(await until(() => said(lab, /^agent ended \(SIGKILL\)/) > 0, 10_000)).toBe(true);
      expect(await until(async () => await lab.primary() !== 'node-1', 60_000, 200)).toBe(true);
    });
  }, 240_000);
});

test('R6: a query that kills its server does not walk through the nodes faster than Sentinel allows', async () => {
  const lab = await startLab(plan(spec));
  await through(lab, async () => {
    lab.node('node-1').signal('redis', 'SIGKILL');
    expect(await until(async () => await lab.primary() !== 'node-1', 30_000, 100)).toBe(true);
    await lab.healthy(60_000);
    const second = (await lab.primary())!;
    lab.node(second).signal('redis', 'SIGKILL');
    expect(await until(() => said(lab, /crash-loop/) > 0, 10_000)).toBe(true);
    expect(await until(async () => await lab.primary() !== second, 60_000, 100)).toBe(true);
    expect(said(lab, /^crash-failover asked=true/)).toBe(1);
  });
}, 240_000);

test('R12: the primary goes back to its preferred domain by itself', async () => {
  process.env[HEALTHY_SECONDS_VARIABLE] = '2';
  try {
    const lab = await startLab(plan({ ...spec, balance: { when: BalanceWhen.AT_ONCE, preferredDomain: 'zone-2' } }));
    await through(lab, async () => {
      expect(await until(async () => await lab.primary() === 'node-2', 60_000, 200)).toBe(true);
      expect(await until(() => said(lab, /^balance-moved from=node-1 to=node-2 ok=true/) === 1, 10_000)).toBe(true);
    });
  } finally {
    Reflect.deleteProperty(process.env, HEALTHY_SECONDS_VARIABLE);
  }
}, 240_000);
