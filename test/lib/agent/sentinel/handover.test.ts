import { handover, type HandoverTask } from '../../../../lib/agent/sentinel/handover';
import { FENCE } from '../../../../lib/config';
import { FakeLink, Refusal } from '../fake-link';
import { settings } from '../situations';

/** Three servers, told what to say; every command in the order it was given. */
function scene(
  over: {
    seen?: boolean; behind?: boolean; objection?: string; lost?: boolean; promoted?: boolean;
    priority?: string; restarts?: boolean; primaryUntil?: number;
  } = {},
): { task: HandoverTask; heard: string[] } {
  const { seen = true, behind = false, objection = '', lost = false, promoted = true, restarts = false, primaryUntil = Infinity } = over;
  let { priority = '100' } = over;
  const heard: string[] = [];
  let asked = false;
  const info = (fields: Record<string, string | number>): string => Object.entries(fields).map(([key, value]) => `${key}:${value}`).join('\r\n');
  let looked = 0;
  const role = (): string => (looked++ < primaryUntil ? 'master' : 'slave');
  const primary = new FakeLink((command) => (command.startsWith('INFO') ? info({ role: role(), master_replid: 'r', master_repl_offset: 500 }) : 'OK'), heard, 'primary ');
  const target = new FakeLink((command) => {
    if (command.startsWith('CONFIG GET')) {
      return ['replica-priority', priority];
    }
    if (command.startsWith('CONFIG SET')) {
      priority = restarts ? '0' : command.split(' ').at(-1)!;
    }
    return command.startsWith('INFO') ? info(asked && promoted ? { role: 'master' } : { role: 'slave', master_replid: 'r', slave_repl_offset: behind ? 400 : 500, master_link_status: 'up' })
      : 'OK';
  }, heard, 'target ');
  const sentinel = new FakeLink((command) => {
    if (command.startsWith('SENTINEL REPLICAS')) {
      return [['ip', '10.0.0.2', 'slave-priority', seen ? '1' : '100', 'flags', 'slave']];
    }
    if (objection !== '') {
      throw new Refusal(objection);
    }
    asked = true;
    if (lost) {
      throw new Error('Command timed out');
    }
    return 'OK';
  }, heard, 'sentinel ');
  return {
    heard,
    task: {
      master: 'demo',
      settings: {
        ...settings, handoverTimeoutSeconds: 0.4, handoverPauseSeconds: 0.1, failoverTimeoutSeconds: 0.3, downAfterSeconds: 0.05,
      },
      primary: primary.link, sentinel: sentinel.link, stillNamed: () => true, log: () => undefined,
      target: { name: 'node-2', host: '10.0.0.2', port: 6379, link: target.link },
    },
  };
}

const changes = (heard: string[]): string[] => heard.filter((line) => !/INFO|REPLICAS|CONFIG GET/.test(line));
const RAISED = 'target CONFIG SET replica-priority 1';
const LOWERED = 'target CONFIG SET replica-priority 100';
const FENCED = `primary CONFIG SET min-replicas-to-write ${FENCE}`;
const OPENED = `primary CONFIG SET min-replicas-to-write ${settings.minReplicasToWrite}`;

test('R9: raise, pause, fence, ask, demote, cut, unpause, lower; the fence stays', async () => {
  const { task, heard } = scene();
  expect(await handover(task)).toEqual({ ok: true, to: 'node-2', detail: 'handed over' });
  expect(changes(heard)).toEqual([
    RAISED, 'primary CLIENT PAUSE 100 WRITE', FENCED, 'sentinel SENTINEL FAILOVER demo', 'primary REPLICAOF 10.0.0.2 6379',
    'primary CLIENT KILL TYPE normal SKIPME yes', 'primary CLIENT KILL TYPE pubsub SKIPME yes', 'primary CLIENT UNPAUSE', LOWERED,
  ]);
  // Equal was seen after the pause, on that very target, and before Sentinel was asked.
  const steps = ['PAUSE', 'target INFO', 'FAILOVER'].map((word) => heard.findIndex((line) => line.includes(word)));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test('R1: a target that came back as nobody in the midst of it is not made eligible by taking back what was raised', async () => {
  const { task, heard } = scene({ seen: false, restarts: true });
  expect(await handover(task)).toMatchObject({ ok: false });
  expect(changes(heard)).toEqual([RAISED]);
});

test('R1: a target that may not take over is not raised', async () => {
  const { task, heard } = scene({ priority: '0' });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('may not take over') as string });
  expect(changes(heard)).toEqual([]);
});

test('R9: Sentinel has not seen the priority: nothing is paused', async () => {
  const { task, heard } = scene({ seen: false });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('not seen the priority') as string });
  expect(changes(heard)).toEqual([RAISED, LOWERED]);
});

test('R9: a target that stays behind: nobody is asked, everything is undone', async () => {
  const { task, heard } = scene({ behind: true });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('did not catch up') as string });
  expect(heard.some((line) => line.includes('FAILOVER'))).toBe(false);
  expect(changes(heard).slice(-3)).toEqual([OPENED, 'primary CLIENT UNPAUSE', LOWERED]);
});

test('R7: what is undone is not opened again when another has been named meanwhile', async () => {
  const { task, heard } = scene({ behind: true });
  await handover({ ...task, stillNamed: () => false });
  expect(changes(heard)).toContain(FENCED);
  expect(changes(heard)).not.toContain(OPENED);
});

test('R9: a Sentinel that refuses: undone, tried again, given up', async () => {
  const { task, heard } = scene({ objection: 'INPROG Failover already in progress' });
  expect(await handover(task)).toMatchObject({ ok: false });
  expect(heard.filter((line) => line.includes('FAILOVER')).length).toBeGreaterThan(1);
  expect(changes(heard).slice(-3)).toEqual([OPENED, 'primary CLIENT UNPAUSE', LOWERED]);
});

test('R9: Sentinel accepts and its answer is lost: that is no refusal, the fence stays until the target leads', async () => {
  const { task, heard } = scene({ lost: true });
  expect(await handover(task)).toMatchObject({ ok: true });
  expect(changes(heard)).not.toContain(OPENED);
  expect(heard.filter((line) => line.includes('FAILOVER'))).toHaveLength(1);
});

test('R9: once Sentinel has been asked the fence stays, whatever comes of it', async () => {
  const { task, heard } = scene({ promoted: false });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('stays fenced') as string });
  expect(changes(heard)).not.toContain(OPENED);
  expect(changes(heard).slice(-2)).toEqual(['primary CLIENT UNPAUSE', LOWERED]);
  expect(heard.filter((line) => line.includes('FAILOVER'))).toHaveLength(1);
});

test('R9: a node whose role has moved touches nothing: asked, Sentinel would take it from a primary that nobody paused', async () => {
  const { task, heard } = scene({ primaryUntil: 0 });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('not the primary') as string });
  expect(changes(heard)).toEqual([]);
});

test('R9: so it is with one that loses the role while it hands over', async () => {
  // It is looked at when it begins, and when the target has caught up.
  const { task, heard } = scene({ primaryUntil: 2 });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('not the primary') as string });
  expect(heard.some((line) => line.includes('FAILOVER'))).toBe(false);
  expect(changes(heard).slice(-2)).toEqual(['primary CLIENT UNPAUSE', LOWERED]);
});

test('the pause is shorter than what Sentinel takes for a death', () => {
  expect(settings.handoverPauseSeconds).toBeLessThan(settings.downAfterSeconds);
});
