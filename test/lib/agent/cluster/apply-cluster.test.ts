import { ClusterApplier } from '../../../../lib/agent/cluster/apply-cluster';
import { COPIES, COPIES_NOTHING } from '../../../../lib/config';
import { FakeLink, Refusal } from '../fake-link';
import { linked } from '../situations';

const decided = { phase: 'serving' as const, reason: 'test' };

test('a candidate and a source are set once for each process', async () => {
  const redis = new FakeLink();
  const applier = new ClusterApplier(redis.link, () => undefined);
  await applier.shape(linked('a', { priority: 0 }), { ...decided, eligible: true, copyable: true });
  await applier.shape(linked('a', { priority: 100 }), { ...decided, eligible: true, copyable: true });
  expect(redis.calls).toEqual(['CONFIG SET cluster-replica-no-failover no', `CONFIG SET repl-diskless-sync-delay ${COPIES}`]);
  // It restarted: its command line made it a source of nothing again.
  await applier.shape(linked('a', { priority: 100, runId: 'another' }), { ...decided, copyable: true });
  await applier.shape(linked('a', { priority: 100, runId: 'another' }), { ...decided, copyable: false, eligible: false });
  expect(redis.calls.slice(2)).toEqual([`CONFIG SET repl-diskless-sync-delay ${COPIES}`, 'CONFIG SET cluster-replica-no-failover yes',
    `CONFIG SET repl-diskless-sync-delay ${COPIES_NOTHING}`]);
});

test('the same words are not repeated within a second, and a refusal is logged, not thrown', async () => {
  const heard: unknown[] = [];
  const redis = new FakeLink(() => { throw new Refusal('ERR Unknown node x'); });
  const applier = new ClusterApplier(redis.link, (event, fields) => heard.push([event, fields]));
  await applier.tell([['FORGET', 'x']], 10_000);
  await applier.tell([['FORGET', 'x'], ['FORGET', 'y']], 10_500);
  await applier.tell([['FORGET', 'x']], 11_000);
  expect(redis.calls).toEqual(['CLUSTER FORGET x', 'CLUSTER FORGET y', 'CLUSTER FORGET x']);
  expect(heard[0]).toEqual(['cluster', { command: 'FORGET x', answer: 'ERR Unknown node x' }]);
});
