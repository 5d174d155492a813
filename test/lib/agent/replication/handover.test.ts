import { handover, type HandoverTask } from '../../../../lib/agent/replication/handover';
import { FENCE } from '../../../../lib/config';
import { FakeLink, Refusal } from '../fake-link';
import { settings } from '../situations';

interface Script {
  readonly behind?: boolean;
  readonly won?: boolean;
  readonly told?: boolean;
  /** The engine's answer to FAILOVER; the target's agent promotes it all the same. */
  readonly refusal?: string;
  /** Another is named, or about to be, once that has been called. */
  readonly takenAt?: string;
}

const info = (fields: Record<string, string | number>): string => Object.entries(fields).map(([key, value]) => `${key}:${value}`).join('\r\n');

/** Two servers, a store and an agent, told what to say; everything in the order it happened. */
function scene({ behind = false, won = true, told = true, refusal = '', takenAt }: Script = {}): { task: HandoverTask; heard: string[] } {
  const heard: string[] = [];
  let moved = false;
  const primary = new FakeLink((command) => {
    if (command.startsWith('INFO')) {
      return moved && refusal === '' ? info({ role: 'slave', master_failover_state: 'no-failover' })
        : info({ role: 'master', master_replid: 'r', master_repl_offset: 500 });
    }
    if (command.startsWith('FAILOVER TO')) {
      moved = true;
      if (refusal !== '') {
        throw new Refusal(refusal);
      }
    }
    return 'OK';
  }, heard, 'primary ');
  const target = new FakeLink((command) => (command.startsWith('INFO')
    ? info(moved ? { role: 'master' } : { role: 'slave', master_replid: 'r', slave_repl_offset: behind ? 400 : 500, master_link_status: 'up' })
    : 'OK'), heard, 'target ');
  return {
    heard,
    task: {
      settings: { ...settings, handoverTimeoutSeconds: 0.4, handoverPauseSeconds: 0.1, failoverTimeoutSeconds: 0.3 },
      primary: primary.link, target: { name: 'node-2', host: '10.0.0.2', port: 6379, link: target.link }, log: () => undefined,
      claim: () => { heard.push('claim'); return Promise.resolve(won); },
      mayWrite: () => true,
      ours: () => takenAt === undefined || !heard.some((line) => line.includes(takenAt)),
      tell: () => { heard.push('tell'); return Promise.resolve(told); },
    },
  };
}

const changes = (heard: string[]): string[] => heard.filter((line) => !line.includes('INFO'));
const PAUSED = 'primary CLIENT PAUSE 100 WRITE';
const FENCED = `primary CONFIG SET min-replicas-to-write ${FENCE}`;
const REOPENED = `primary CONFIG SET min-replicas-to-write ${settings.minReplicasToWrite}`;
const TARGET_OPENED = `target CONFIG SET min-replicas-to-write ${settings.minReplicasToWrite}`;
const FAILOVER = 'primary FAILOVER TO 10.0.0.2 6379 TIMEOUT 2000';
const DEMOTED = ['primary REPLICAOF 10.0.0.2 6379', 'primary CLIENT KILL TYPE normal SKIPME yes', 'primary CLIENT KILL TYPE pubsub SKIPME yes'];

test('R9: pause, fence, equal, claim, tell, the engine\'s FAILOVER, open the new, cut the old; the fence stays', async () => {
  const { task, heard } = scene();
  expect(await handover(task)).toEqual({ ok: true, to: 'node-2', detail: 'handed over' });
  expect(changes(heard)).toEqual([PAUSED, FENCED, 'claim', 'tell', FAILOVER, TARGET_OPENED, ...DEMOTED, 'primary CLIENT UNPAUSE']);
  const steps = [FENCED, 'target INFO replication', 'claim'].map((line) => heard.indexOf(line));
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
});

test('R9: a target that stays behind is not named, and everything is undone', async () => {
  const { task, heard } = scene({ behind: true });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('did not catch up') as string });
  expect(heard).not.toContain('claim');
  expect(changes(heard).slice(-2)).toEqual([REOPENED, 'primary CLIENT UNPAUSE']);
});

test('R9: another was named meanwhile: nothing moves here, and the fence stays', async () => {
  const { task, heard } = scene({ won: false });
  expect(await handover(task)).toMatchObject({ ok: false, detail: expect.stringContaining('another primary') as string });
  expect(changes(heard)).toEqual([PAUSED, FENCED, 'claim', 'primary CLIENT UNPAUSE']);
});

test('R9: the target\'s agent has not heard: it opens itself when it has', async () => {
  const { task, heard } = scene({ told: false });
  expect(await handover(task)).toMatchObject({ ok: true });
  expect(heard).not.toContain(TARGET_OPENED);
  expect(changes(heard)).toEqual(expect.arrayContaining(DEMOTED));
});

test('R9: a target the engine does not know is made primary by its agent', async () => {
  const { task, heard } = scene({ refusal: 'ERR FAILOVER target HOST and PORT is not a replica.' });
  expect(await handover(task)).toMatchObject({ ok: true, to: 'node-2' });
  expect(changes(heard)).toEqual(expect.arrayContaining([TARGET_OPENED, ...DEMOTED]));
});

test.each([['at the end of an attempt', 'target INFO', true], ['just before the claim', 'target INFO', false]])(
  'R7: an order that stops writes while a handover runs keeps them stopped: %s', async (_, takenAt, behind) => {
    const { task, heard } = scene({ behind, takenAt });
    expect(await handover(task)).toMatchObject({ ok: false });
    expect(changes(heard)).toEqual([PAUSED, FENCED, 'primary CLIENT UNPAUSE']);
  });

test('a handover that another order overtook does not even pause', async () => {
  const { task, heard } = scene({ takenAt: '' });
  heard.push('role');
  expect(await handover(task)).toMatchObject({ ok: false });
  expect(changes(heard)).toEqual(['role']);
});
