import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FENCE } from '../../../../lib/config';
import { sleep } from '../../../../lib/drill/clock';
import { Ledger } from '../../../../lib/drill/ledger';
import { targetOf } from '../../../../lib/drill/target';
import { verify } from '../../../../lib/drill/verify';
import { Workload } from '../../../../lib/drill/workload';
import { startLab, type Lab } from '../../../../lib/lab';
import { Engine, Topology, UserName } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { RedisLink } from '../../../../lib/redis';

const deployment = plan({
  name: 'recover', engine: Engine.REDIS_7_0, topology: Topology.replication({ replicas: 2, cascaded: 1 }),
  objectives: { rpoSeconds: 5, rtoSeconds: 30 }, failureDomains: 3,
});

async function says(lab: Lab, node: string, reason: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!String((await lab.node(node).health('/status'))?.body.reason).includes(reason)) {
    expect(Date.now()).toBeLessThan(deadline);
    await sleep(100);
  }
}

/** Load, a fault, all well again: what was acknowledged in calm is there. */
async function survives(fault: (lab: Lab) => Promise<void>): Promise<string | undefined> {
  const lab = await startLab(deployment);
  const [calm, after] = [new Ledger('calm'), new Ledger('after')];
  const loads = [new Workload(targetOf(lab), calm), new Workload(targetOf(lab), after)];
  try {
    await lab.healthy(40_000);
    await loads[0]!.start();
    await sleep(1500);
    await loads[0]!.stop();
    // The last of it has reached the replicas.
    await sleep(300);
    await fault(lab);
    await lab.healthy(60_000);
    await loads[1]!.start();
    await sleep(1000);
    await loads[1]!.stop();
    for (const ledger of [calm, after]) {
      const { lost, checked } = await verify(ledger, targetOf(lab));
      expect(checked).toBeGreaterThan(100);
      expect(lost).toEqual([]);
    }
    return await lab.primary();
  } finally {
    await Promise.all(loads.map((load) => load.stop()));
    await lab.down();
  }
}

test('R2: a primary that is killed comes back by itself with all its data', async () => {
  expect(await survives(async (lab) => {
    lab.node('node-1').signal('redis', 'SIGKILL');
    await sleep(500);
  })).toBe('node-1');
}, 120_000);

test('a dead machine: its replica is named by order, once by two orders at once; the old primary returns as a replica', async () => {
  expect(await survives(async (lab) => {
    await lab.node('node-1').kill();
    const answers = await Promise.all(['node-2', 'node-3'].map((node) => lab.command(node, 'failover')));
    expect(answers.map(({ to }) => to)).toEqual(['node-2', 'node-2']);
    expect((await lab.command('node-3', 'failover', 'node-2')).ok).toBe(true);
    await lab.node('node-1').start();
  })).toBe('node-2');
}, 120_000);

test('a hanging primary is killed once it is replaced', async () => {
  expect(await survives(async (lab) => {
    lab.node('node-1').signal('redis', 'SIGSTOP');
    await sleep(3000);
    expect((await lab.command('node-2', 'failover')).detail).toContain('node-2 is named primary');
  })).toBe('node-2');
}, 120_000);

test('an emptied primary leads nobody until another is named', async () => {
  expect(await survives(async (lab) => {
    await lab.node('node-1').kill();
    await lab.node('node-1').wipe();
    await lab.node('node-1').start();
    await says(lab, 'node-1', 'redis-ha failover');
    expect((await lab.command('node-2', 'failover')).ok).toBe(true);
  })).toBe('node-2');
}, 120_000);

test('an emptied role marker store: ordinary orders say so, force names the next above what was known', async () => {
  expect(await survives(async (lab) => {
    const outside = join(lab.directory, 'outside');
    readdirSync(outside).forEach((name) => rmSync(join(outside, name)));
    expect(await lab.command('node-2', 'failover')).toMatchObject({ ok: false, detail: expect.stringContaining('is gone although epoch 1 is known') as string });
    expect(await lab.command('node-2', 'failover', '{"to":"node-2","force":true}')).toMatchObject({ ok: true, to: 'node-2' });
    expect(readdirSync(outside).sort()).toEqual(['marker.json', 'role-1.json']);
  })).toBe('node-2');
}, 120_000);

test('a Redis that lives beside an agent that does not is stopped over its own port before another is named', async () => {
  expect(await survives(async (lab) => {
    lab.node('node-1').signal('agent', 'SIGSTOP');
    await sleep(2500);
    expect((await lab.command('node-2', 'failover')).ok).toBe(false);
    expect(await lab.command('node-2', 'failover', '{"force":true}')).toMatchObject({ ok: true, to: 'node-2' });
    const redis = new RedisLink({
      host: lab.bindings.addresses['node-1']!, port: lab.plan.ports.redis, username: UserName.AGENT, password: lab.secret(UserName.AGENT), timeoutMs: 2000,
    });
    expect(await redis.call('CONFIG', 'GET', 'min-replicas-to-write').finally(() => redis.close())).toContain(String(FENCE));
    lab.node('node-1').signal('agent', 'SIGCONT');
  })).toBe('node-2');
}, 120_000);
