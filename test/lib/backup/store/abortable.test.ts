import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { abortable } from '../../../../lib/backup/store/abortable';

test('it ends with the reason while its source is silent, and closes the source', async () => {
  const stop = new AbortController();
  let closed = false;
  async function* source(): AsyncGenerator<number> {
    try {
      yield 1;
      await new Promise((resolve) => { stop.signal.addEventListener('abort', () => setImmediate(resolve)); });
    } finally {
      closed = true;
    }
  }
  const seen: number[] = [];
  await expect((async () => {
    for await (const value of abortable(source(), stop.signal)) {
      seen.push(value);
      setImmediate(() => stop.abort(new Error('enough')));
    }
  })()).rejects.toThrow('enough');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([seen, closed]).toEqual([[1], true]);
});

test('a failure of the source is passed on, and a reader that stops closes it', async () => {
  let closed = 0;
  async function* source(): AsyncGenerator<number> {
    try {
      yield 1;
      throw new Error('cut off');
    } finally {
      closed += 1;
    }
  }
  const body = abortable(source(), new AbortController().signal);
  await body.next();
  await expect(body.next()).rejects.toThrow('cut off');
  const other = abortable(source(), undefined);
  await other.next();
  await other.return();
  expect(closed).toBe(2);
});

test('what has passed is not kept: memory stays flat however much comes', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const passed: WeakRef<Buffer>[] = [];
  async function* source(): AsyncGenerator<Buffer> {
    for (let index = 0; index < 50; index += 1) {
      const chunk = Buffer.alloc(100_000, index);
      passed.push(new WeakRef(chunk));
      yield chunk;
    }
  }
  const body = abortable(source(), new AbortController().signal);
  for (let read = 0; read < 50; read += 1) {
    await body.next();
  }
  // What was made in this turn of the loop is held till it ends.
  await new Promise((resolve) => setTimeout(resolve, 10));
  collect();
  expect(passed.filter((chunk) => chunk.deref() !== undefined).length).toBeLessThan(5);
  await body.return();
});
