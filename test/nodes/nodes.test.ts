import { fleet, type Fleet } from './fleet';
import { underLoad } from './load';
import { UNITS } from '../../lib/config';
import { SOMAXCONN } from '../../lib/config/kernel';
import { now, until } from '../../lib/drill/clock';
import type { Machine } from './machine';

// One story, told in order: each test starts from what the one before it left, and when one fails the rest say so at once.
jest.setTimeout(600_000);

let nodes: Fleet;
let broken: string | undefined;

const story = (name: string, tell: () => Promise<void>): void => {
  test(name, async () => {
    if (broken) throw new Error(`not tried, since "${broken}" failed`);
    try {
      await tell();
    } catch (error) {
      broken = name;
      throw error;
    }
  });
};

beforeAll(async () => {
  nodes = await fleet('test/nodes/apps/sentinel.ts');
});

afterAll(async () => {
  if (broken) await nodes?.explain();
  await nodes?.dispose();
});

/** Times a Sentinel on a running node took a primary for dead since then. */
async function timesTakenForDead(since: number): Promise<number> {
  const counts = await Promise.all(nodes.running().map(({ machine }) => machine.run(
    `journalctl --no-pager -o cat -u ${UNITS.sentinel} --since @${Math.floor(since / 1000)} | grep -c "+[so]down master" || true`)));
  return counts.reduce((sum, { output }) => sum + Number(output), 0);
}

async function kernelIsSet(machine: Machine): Promise<void> {
  expect(machine.knob('overcommit_memory')).toBe('1');
  expect(machine.knob('swappiness')).toBe('1');
  expect(machine.knob('enabled')).toBe('never');
  expect((await machine.run('cat /proc/sys/net/core/somaxconn')).output).toBe(String(SOMAXCONN));
}

describe('the user data of a Sentinel deployment', () => {
  story('is created group after group, each when the one before has signalled', async () => {
    await nodes.create();
    expect(nodes.deployment.signals.filter(signal => signal.status !== 'SUCCESS')).toEqual([]);
    await nodes.healthy(60_000);
  });

  story('needs no more rights than its role has and no metadata without a token', () => {
    expect(nodes.refused()).toEqual([]);
    expect(nodes.standIn.imds.refused).toEqual([]);
    return Promise.resolve();
  });

  story('leaves cloud-init and systemd with nothing failed', async () => {
    for (const { machine } of nodes.running()) {
      expect(await machine.run('cloud-init status --wait')).toMatchObject({ code: 0 });
      expect((await machine.run('systemctl list-units --state=failed --plain --no-legend')).output).toBe('');
    }
  });

  story('keeps the distribution\'s own Redis and Sentinel from ever starting', async () => {
    for (const { machine } of nodes.running()) {
      expect((await machine.run('systemctl is-enabled redis-server.service; systemctl is-enabled redis-sentinel.service')).output)
        .toBe('masked\nmasked');
      // Not in the journal of this boot either: a default Redis that ran for a second may have answered a client.
      expect((await machine.run('journalctl -b --no-pager -o cat -u redis-server.service -u redis-sentinel.service | grep -c Started || true'))
        .output).toBe('0');
      expect((await machine.run('pgrep -xc redis-server; pgrep -xc redis-sentinel')).output).toBe('1\n1');
    }
  });

  story('sets the kernel as Redis asks', async () => {
    for (const { machine } of nodes.running()) {
      await kernelIsSet(machine);
    }
  });

  story('runs Redis, Sentinel and agent in hardened units without root', async () => {
    for (const instance of nodes.running()) {
      const units = await nodes.units(instance);
      expect(units).toEqual(expect.arrayContaining([UNITS.redis, UNITS.sentinel, UNITS.agent]));
      // The caretaker writes units, so it is root; the rest needs nothing of it.
      for (const unit of units.filter(name => name !== UNITS.caretaker)) {
        const shown = (await instance.machine.run(
          `systemctl show ${unit} -p User,NoNewPrivileges,ProtectSystem,ProtectHome,PrivateTmp,ActiveState,NRestarts`)).output;
        expect(`${unit}\n${shown}`).toMatch(/User=(?!root$)\w+/m);
        for (const line of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'ProtectHome=yes', 'PrivateTmp=yes', 'ActiveState=active', 'NRestarts=0']) {
          expect(`${unit}\n${shown}`).toContain(line);
        }
      }
    }
  });

  story('shows no secret in arguments, environment, logs, units or user data', async () => {
    for (const instance of nodes.running()) {
      const { output } = await instance.machine.run('cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ /var/log/cloud-init*.log '
        + '/etc/systemd/system/redis-ha-* /etc/redis-ha/* 2>/dev/null; journalctl --no-pager -o cat');
      expect(output).toContain('redis-ha-agent.js');
      const seen = output + instance.template.userData.toString('utf8');
      for (const secret of nodes.passwords()) {
        expect(secret.length).toBeGreaterThan(20);
        expect(seen.includes(secret)).toBe(false);
      }
    }
  });

  story('survives the loss of the primary\'s machine; its replacement rejoins with the same address and data', async () => {
    const name = await nodes.primary();
    const old = nodes.instanceOf(name)!;
    const fileSystem = nodes.volumeOf(name).fileSystem();
    expect(fileSystem).not.toBe('');
    let killedAt = 0;
    const { lost, gapMs } = await underLoad(nodes, 'lose-node', async load => {
      killedAt = now();
      old.machine.kill();
      expect(await load.acknowledgedSince(killedAt, 30_000, name)).toBe(true);
    });
    // Asynchronous replication may lose the last moment before a loss, and nothing older than the declared RPO.
    expect(lost.filter(entry => entry.endedAt < killedAt - nodes.plan.objectives.rpoSeconds * 1000)).toEqual([]);
    expect(gapMs).toBeLessThan(nodes.plan.objectives.rtoSeconds * 1000);
    expect(await nodes.primary()).not.toBe(name);

    const instance = await nodes.replaced(old);
    await nodes.healthy(180_000);
    expect(instance.nic.address).toBe(old.nic.address);
    expect(await nodes.roleOf(name)).toBe('slave');
    // The volume was mounted as it was, not made anew.
    expect(nodes.volumeOf(name).fileSystem()).toBe(fileSystem);
  });

  story('hands over before an orderly shutdown and loses no acknowledged write', async () => {
    const name = await nodes.primary();
    const old = nodes.instanceOf(name)!;
    let at = 0;
    const { lost, checked } = await underLoad(nodes, 'power-off', async load => {
      at = now();
      await old.machine.run('systemctl poweroff');
      await until(() => !old.machine.running, 60_000);
      expect(await load.acknowledgedSince(at, 30_000, name)).toBe(true);
    });
    expect(checked).toBeGreaterThan(100);
    expect(lost).toEqual([]);
    expect(await nodes.primary()).not.toBe(name);
    expect(await timesTakenForDead(at)).toBe(0);
    await nodes.replaced(old);
    await nodes.healthy(180_000);
  });

  story('hands over when its group ends the primary\'s instance, and completes the lifecycle action', async () => {
    const name = await nodes.primary();
    const old = nodes.instanceOf(name)!;
    let at = 0;
    const { lost } = await underLoad(nodes, 'terminate', async load => {
      at = now();
      await nodes.terminate(old, 120_000);
      expect(await load.acknowledgedSince(at, 30_000, name)).toBe(true);
    });
    expect(nodes.deployment.lifecycle).toContainEqual({ instance: old.id, result: 'CONTINUE' });
    expect(lost).toEqual([]);
    expect(await timesTakenForDead(at)).toBe(0);
    await nodes.replaced(old);
    await nodes.healthy(180_000);
  });

  story('comes back after a reboot without making a file system or running user data again', async () => {
    const name = await nodes.replica();
    const instance = nodes.instanceOf(name)!;
    const fileSystem = nodes.volumeOf(name).fileSystem();
    const attached = nodes.standIn.calls.filter(call => call.action === 'ec2:AttachVolume').length;
    await instance.machine.run('systemctl reboot');
    await until(() => instance.machine.boots === 2, 60_000);
    await nodes.healthy(180_000);
    expect(nodes.instanceOf(name)).toBe(instance);
    expect(nodes.volumeOf(name).fileSystem()).toBe(fileSystem);
    expect(nodes.standIn.calls.filter(call => call.action === 'ec2:AttachVolume')).toHaveLength(attached);
    expect((await instance.machine.run('systemctl list-units --state=failed --plain --no-legend')).output).toBe('');
    await kernelIsSet(instance.machine);
  });

  story('still needed no more rights than its role has', () => {
    expect(nodes.refused()).toEqual([]);
    return Promise.resolve();
  });
});
