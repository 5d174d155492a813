import { failsOverByOrder, orderFailover } from '../../../../lib/drill/scenarios/ordered-failover';
import { Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { demoSpec } from '../../plan/specs';
import { FakeLab } from '../fake-lab';
import { watched, type Watched } from './context';

// Five attempts, without waiting.
jest.mock('../../../../lib/drill/clock', () => ({
  ...jest.requireActual<object>('../../../../lib/drill/clock'),
  until: async (ask: () => Promise<boolean>) => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      if (await ask()) {
        return true;
      }
    }
    return undefined;
  },
}));

const replication = Topology.replication({ replicas: 2 });
const labs: FakeLab[] = [];

afterEach(async () => {
  jest.restoreAllMocks();
  await Promise.all(labs.splice(0).map((lab) => lab.down()));
});

type Answer = { ok: boolean; detail: string };

async function ordered(
  topology: Topology, answers: (Answer | Error)[], gone: string[] = [],
): Promise<Watched & { asked: string[] }> {
  const lab = new FakeLab(plan(demoSpec({ topology, objectives: { rpoSeconds: 5, rtoSeconds: 60 } })));
  labs.push(lab);
  const asked: string[] = [];
  lab.command = async (...words: string[]) => {
    asked.push(words.join(' '));
    const answer = answers[Math.min(asked.length, answers.length) - 1]!;
    return answer instanceof Error ? Promise.reject(answer) : answer;
  };
  const seen = watched(lab);
  await orderFailover(seen.context, gone);
  return { ...seen, asked };
}

test('where somebody fails over by himself nothing is ordered', async () => {
  for (const topology of [Topology.sentinel(), Topology.cluster()]) {
    const { asked, notes, recoveries, context } = await ordered(topology, [{ ok: true, detail: '' }]);
    expect([asked, notes, recoveries(), failsOverByOrder(context)]).toEqual([[], [], 0, false]);
  }
});

test('one that is refused is said again, and recovery counts from the one that was taken', async () => {
  const no = { ok: false, detail: 'the primary answers' };
  const answers = [no, no, { ok: true, detail: 'done' }];
  const { asked, notes, violations, recoveries, context } = await ordered(replication, answers, ['node-1', 'node-2']);
  expect(asked).toEqual(['node-3 failover', 'node-3 failover', 'node-3 failover']);
  expect(recoveries()).toBe(3);
  expect(notes).toEqual(['failover refused, node-3: the primary answers', 'failover ordered, node-3: done']);
  expect(violations).toEqual([]);
  expect(failsOverByOrder(context)).toBe(true);
});

test('nodes that are gone are never asked, and one that does not answer has refused', async () => {
  const { asked, notes, violations } = await ordered(replication, [new Error('no answer')], ['node-1']);
  expect(asked).toHaveLength(5);
  expect(asked.every((one) => /^node-[23] failover$/.test(one))).toBe(true);
  expect(notes[0]).toMatch(/^failover refused, node-[23]: no answer$/);
  expect(violations).toEqual([expect.stringMatching(/^the failover that was ordered did not happen, node-[23]: no answer$/)]);
});
