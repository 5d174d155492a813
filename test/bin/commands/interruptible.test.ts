import { interruptible } from '../../../bin/commands/interruptible';

test('a signal is told to the work, which ends by itself; nothing listens afterwards', async () => {
  const before = process.listenerCount('SIGTERM');
  await expect(interruptible(async (signal) => {
    // Jest's copy of `process` hears no real signals.
    process.emit('SIGTERM', 'SIGTERM');
    signal.throwIfAborted();
  })).rejects.toThrow('interrupted (SIGTERM)');
  expect(process.listenerCount('SIGTERM')).toBe(before);
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test('work that is done is done', async () => {
  expect(await interruptible(async () => 5)).toBe(5);
});
