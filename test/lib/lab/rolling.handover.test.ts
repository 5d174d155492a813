import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roll, type Lab } from '../../../lib/lab';
import { runningVersion } from '../../../lib/lab/running-version';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

jest.mock('../../../lib/lab/running-version');

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-roll-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['node-1', 'node-2', 'node-3'];
/** Longer than a roll rests after a handover. */
const UNHEARD_MS = 900;

/** Three nodes that are always whole; whoever has the say names the new primary only a while after a handover. */
function slowToName(late: string[] = []): { lab: Lab; asked: string[] } {
  let named = 'node-1';
  const asked: string[] = [];
  const unanswered = [...late];
  jest.mocked(runningVersion).mockImplementation(async () => 'redis 7.0.15');
  const nodes = NAMES.map((name) => ({
    name, hasData: true, hasSentinel: true, running: true, shard: undefined, host: '', failureDomain: '',
    pid: () => undefined, stop: async () => undefined, start: async () => undefined,
    health: async () => {
      const at = unanswered.indexOf(name);
      return at === -1 ? { status: 200, body: {} } : void unanswered.splice(at, 1);
    },
  }));
  const lab = {
    directory: folder, plan: plan(demoSpec()), engine: { version: '7.0.15', deviation: '' }, nodes,
    node: (name: string) => nodes.find((node) => node.name === name)!,
    lacking: async () => '', primary: async () => named, record: () => undefined,
    command: async (node: string) => {
      const to = node === 'node-1' ? 'node-2' : 'node-1';
      asked.push(node);
      setTimeout(() => { named = to; }, UNHEARD_MS);
      return { ok: true, to, detail: 'handed over' };
    },
  };
  // Without processes that are known from before all would have had their turn.
  nodes.forEach((node, at) => { node.pid = (() => at + 1) as never; });
  return { lab: lab as unknown as Lab, asked };
}

test('a handover is asked for once, however late it is known who leads', async () => {
  const { lab, asked } = slowToName();
  const { handovers, restarted } = await roll(lab);
  expect(asked).toEqual(['node-1']);
  expect(handovers).toEqual([{ from: 'node-1', to: 'node-2' }]);
  expect(restarted.at(-1)).toBe('node-1');
});

test('a primary that once answers late is not taken for a broken node, which would have its turn first', async () => {
  const { lab, asked } = slowToName(['node-1']);
  const { restarted } = await roll(lab);
  expect(restarted).toEqual(['node-2', 'node-3', 'node-1']);
  expect(asked).toEqual(['node-1']);
});
