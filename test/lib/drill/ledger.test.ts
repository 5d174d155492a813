import { Ledger, Outcome } from '../../../lib/drill/ledger';
import { compare } from '../../../lib/drill/verify';
import { ledgerOfOne, write } from './synthetic';

/** What a primary would hold if it had taken every acknowledged write in order. */
function stored(ledger: Ledger): Map<string, string> {
  const data = new Map<string, string>();
  for (const entry of ledger.entries()) {
    if (entry.outcome === Outcome.ACKNOWLEDGED) {
      data.set(ledger.key(entry), ledger.value(entry));
    }
  }
  return data;
}

function reader(data: Map<string, string>): (keys: string[]) => Promise<(string | null)[]> {
  return async (keys) => keys.map((key) => data.get(key) ?? null);
}

describe('Ledger', () => {
  test('remembers each write across chunks', () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 40_000, { every: 1 });
    expect(ledger.size).toBe(40_000);
    expect(ledger.entry(20_000)).toEqual({
      index: 20_000, writer: 0, sequence: 20_001, counter: false, issuedAt: 20_000, endedAt: 20_001, outcome: 1, endpoint: 0,
      shard: 0,
    });
    expect(new Set([...ledger.entries()].map((entry) => ledger.key(entry))).size).toBe(40_000);
    expect(() => ledger.entry(40_000)).toThrow(RangeError);
  });

  test('the first outcome stands: a write given up is not acknowledged later', () => {
    const ledger = ledgerOfOne();
    const index = ledger.issue(0, 0, 1);
    ledger.fail(index, 2);
    ledger.acknowledge(index, 3);
    expect(ledger.entry(index)).toMatchObject({ outcome: Outcome.FAILED, endedAt: 2 });
  });
});

describe('compare', () => {
  test('finds nothing lost when everything is there', async () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 12_000);
    write(ledger, 12_000, 13_000, { fail: true });
    expect(await compare(ledger, reader(stored(ledger)))).toEqual({ lost: [], checked: 1200 });
  });

  test('finds what is missing and what holds another value', async () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 12_000);
    const data = stored(ledger);
    data.delete(ledger.key(ledger.entry(700)));
    data.set(ledger.key(ledger.entry(3)), ledger.value(ledger.entry(4)));
    expect((await compare(ledger, reader(data))).lost).toEqual([3, 700]);
  });

  test('a counter that fell back tells that older data won', async () => {
    const ledger = ledgerOfOne();
    const counters = [1, 2, 3].map((at) => ledger.issue(0, 0, at, true));
    counters.forEach((index, at) => ledger.acknowledge(index, at + 10));
    const key = ledger.key(ledger.entry(counters[0]!));
    expect((await compare(ledger, reader(new Map([[key, '3']])))).lost).toEqual([]);
    expect((await compare(ledger, reader(new Map([[key, '1']])))).lost).toEqual([1, 2]);
    expect((await compare(ledger, reader(new Map()))).lost).toEqual([0, 1, 2]);
  });

  test('a counter that ends on a write nobody was promised proves nothing', async () => {
    const ledger = ledgerOfOne();
    ledger.fail(ledger.issue(0, 0, 1, true), 2);
    ledger.acknowledge(ledger.issue(0, 0, 3, true), 4);
    const key = ledger.key(ledger.entry(0));
    expect((await compare(ledger, reader(new Map([[key, '1']])))).lost).toEqual([]);
  });
});
