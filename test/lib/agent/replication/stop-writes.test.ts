import { stopWrites } from '../../../../lib/agent/replication/stop-writes';
import { FENCE } from '../../../../lib/config';
import { FakeLink, Refusal } from '../fake-link';

const failing = (failure: Error): FakeLink => new FakeLink(() => { throw failure; });

test('R7: the fence, and nothing else', async () => {
  const redis = new FakeLink();
  expect(await stopWrites(redis.link)).toEqual({ stopped: true, detail: 'fenced' });
  expect(redis.calls).toEqual([`CONFIG SET min-replicas-to-write ${FENCE}`]);
});

test('R1: one that is gone, or has just come back, is fenced by its command line', async () => {
  const closed = Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:6379'), { code: 'ECONNREFUSED' });
  expect(await stopWrites(failing(closed).link)).toEqual({ stopped: true, detail: 'its Redis is not running' });
  const loading = failing(new Refusal('LOADING Redis is loading the dataset in memory'));
  expect(await stopWrites(loading.link)).toEqual({ stopped: true, detail: 'its Redis has just started' });
});

test('one that hangs or refuses has not stopped', async () => {
  for (const failure of [new Error('Command timed out'), new Refusal('BUSY Redis is busy running a script'), new Refusal('NOPERM')]) {
    expect(await stopWrites(failing(failure).link)).toEqual({ stopped: false, detail: failure.message });
  }
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  expect(await stopWrites(failing(reset).link)).toMatchObject({ stopped: false });
});

test('a failure that only reads like the server\'s word is none', async () => {
  expect(await stopWrites(failing(new Error('LOADING timed out')).link)).toMatchObject({ stopped: false });
});
