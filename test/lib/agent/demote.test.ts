import { demote } from '../../../lib/agent/demote';
import { FakeLink, Refusal } from './fake-link';

const target = { host: '10.0.0.2', port: 6379 };

test('a replica first, so that no client that comes back finds a primary; then its clients are cut', async () => {
  const redis = new FakeLink();
  await demote(redis.link, target);
  expect(redis.calls).toEqual(['REPLICAOF 10.0.0.2 6379', 'CLIENT KILL TYPE normal SKIPME yes', 'CLIENT KILL TYPE pubsub SKIPME yes']);
});

test('one that does not become a replica keeps its clients', async () => {
  const redis = new FakeLink(() => { throw new Refusal('ERR REPLICAOF not allowed'); });
  await expect(demote(redis.link, target)).rejects.toThrow('not allowed');
  expect(redis.calls).toHaveLength(1);
});

test('clients that only listen do not undo it when they cannot be cut, those that write do', async () => {
  const refusing = (type: string): FakeLink => new FakeLink((command) => {
    if (command.includes(`TYPE ${type}`)) {
      throw new Error('gone');
    }
    return 'OK';
  });
  await demote(refusing('pubsub').link, target);
  await expect(demote(refusing('normal').link, target)).rejects.toThrow('gone');
});
