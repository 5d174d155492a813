import { beyondReplicated, beyondText, holes } from '../../../../lib/drill/regions/beyond';
import { Ledger } from '../../../../lib/drill/ledger';
import { write } from '../synthetic';

const OLD = ['node-1'];

/** Two writers, ten writes each; every fourth of the first one failed. */
function ledger(): Ledger {
  const made = new Ledger('test');
  made.addWriter('w0');
  made.addWriter('w1');
  for (let at = 0; at < 10; at += 1) {
    write(made, at * 10, at * 10 + 10, { writer: 0, fail: at % 4 === 3 });
    write(made, at * 10, at * 10 + 10, { writer: 1 });
  }
  return made;
}

/** Index of a writer's write. */
const index = (writer: number, sequence: number): number => (sequence - 1) * 2 + writer;

test('lost writes are listed by writer and sequence; what failed in between was never acknowledged', () => {
  const made = ledger();
  const lost = [index(0, 7), index(0, 9), index(0, 10), index(1, 9), index(1, 10)];
  const runs = beyondReplicated(made, lost);
  expect(runs).toEqual([
    { writer: 'w0', shard: 0, from: 7, to: 10, writes: 3 },
    { writer: 'w1', shard: 0, from: 9, to: 10, writes: 2 },
  ]);
  expect(beyondText(made, runs)).toBe('keys drill:test:<writer>:<sequence>: w0 7 to 10 (3), w1 9 to 10 (2)');
  expect(beyondText(made, [])).toBe('none');
  expect(holes(made, lost, OLD)).toBe(0);
});

test('a write that survived behind a lost one ends the run, and is a hole', () => {
  const made = ledger();
  const lost = [index(1, 3), index(1, 10)];
  expect(beyondReplicated(made, lost)).toEqual([
    { writer: 'w1', shard: 0, from: 3, to: 3, writes: 1 },
    { writer: 'w1', shard: 0, from: 10, to: 10, writes: 1 },
  ]);
  expect(holes(made, lost, OLD)).toBe(6);
});

test('what the new region took later is no hole, and a counter tells nothing', () => {
  const made = ledger();
  write(made, 200, 210, { writer: 1, node: 'r2-node-1' });
  const lost = [index(1, 10)];
  expect(holes(made, lost, OLD)).toBe(0);
  made.acknowledge(made.issue(0, made.endpointNumber('node-1'), 210, true), 211);
  expect(holes(made, [index(0, 10)], OLD)).toBe(0);
});
