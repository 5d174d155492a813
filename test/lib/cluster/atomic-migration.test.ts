import { migrateAtomically } from '../../../lib/cluster/atomic-migration';
import { FakeLink } from '../agent/fake-link';

const moves = [7, 5, 6, 9].map((slot) => ({ slot, from: 1, to: 2 }));
const job = (state: string, over: Record<string, string> = {}): string[] =>
  Object.entries({ name: 'n', operation: 'EXPORT', target_node: 'id-2', state, message: '', ...over }).flat();

/** A giver whose list of jobs is `looks`, one look after the other; the last one stays. */
function giver(...looks: string[][][]): FakeLink {
  let look = 0;
  return new FakeLink((command) => {
    if (command.startsWith('CLUSTER MIGRATESLOTS')) {
      return 'OK';
    }
    look += 1;
    return looks[Math.min(look, looks.length) - 1];
  });
}
const migrate = (from: FakeLink, patience = 5000): Promise<void> => migrateAtomically(from.link, 'id-2', moves, Date.now() + patience);

test('the engine is asked once for all stretches, and looked at until it is done', async () => {
  const from = giver([], [job('snapshotting')], [job('success')]);
  await migrate(from);
  expect(from.calls).toEqual([
    'CLUSTER MIGRATESLOTS SLOTSRANGE 5 7 9 9 NODE id-2', ...Array.from({ length: 3 }, () => 'CLUSTER GETSLOTMIGRATIONS'),
  ]);
});

test('of several jobs the latest towards that node counts', async () => {
  const from = giver([job('failed', { target_node: 'id-3' }), job('snapshotting'), job('success')], [job('success')]);
  await migrate(from);
  expect(from.calls).toHaveLength(3);
});

test('a job that failed ends it, with the engine\'s reason', async () => {
  await expect(migrate(giver([job('failed', { message: 'target is out of memory' })])))
    .rejects.toThrow('the engine gave up moving slots to id-2: target is out of memory');
});

test('one that an operator has cancelled ends it at once: the engine gives no reason and spells it with two l', async () => {
  const from = giver([job('cancelled')]);
  await expect(migrate(from)).rejects.toThrow('the engine gave up moving slots to id-2: cancelled');
  expect(from.calls).toHaveLength(2);
});

test('one that does not end in time is not waited for', async () => {
  await expect(migrate(giver([job('snapshotting')]), 50)).rejects.toThrow('slots were not moved to id-2 in time');
  await expect(migrate(giver([]), 50)).rejects.toThrow('in time');
});

test('a refusal is nobody\'s success', async () => {
  const from = new FakeLink(() => { throw new Error('ERR Slots are not served by this node.'); });
  await expect(migrate(from)).rejects.toThrow('not served');
  expect(from.calls).toHaveLength(1);
});
