import { sleep } from '../../../lib/drill/clock';
import { Ledger, Outcome } from '../../../lib/drill/ledger';
import type { DrillTarget } from '../../../lib/drill/target';
import { compare, reader, verify } from '../../../lib/drill/verify';
import { TopologyKind } from '../../../lib/model';
import { fakeServer, type FakeServer } from '../redis/fake-server';
import { ledgerOfOne, write } from './synthetic';

jest.mock('../../../lib/drill/clock', () => ({
  ...jest.requireActual<object>('../../../lib/drill/clock'), sleep: jest.fn(() => Promise.resolve()),
}));

describe('compare', () => {
  /** Writes of the counter: true for acknowledged, false for failed, undefined for no answer. */
  const counted = (...outcomes: (boolean | undefined)[]): Ledger => {
    const ledger = ledgerOfOne();
    outcomes.forEach((outcome, at) => {
      const index = ledger.issue(0, ledger.endpointNumber('node-1'), at, true);
      if (outcome === true) {
        ledger.acknowledge(index, at + 1);
      } else if (outcome === false) {
        ledger.fail(index, at + 1);
      }
    });
    return ledger;
  };
  const holds = (value: string | null) => (keys: string[]): Promise<(string | null)[]> => Promise.resolve(keys.map(() => value));

  test.each<[string, string | null, boolean[], number[]]>([
    ['the last one', '3', [true, true, true], []],
    ['an older one', '2', [true, true, true], [2]],
    ['none', null, [true, true], [0, 1]],
    ['what was never written', 'x', [true], [0]],
    ['a write that failed and overtook', '2', [true, false, true], []],
  ])('a counter that holds %s', async (_, value, outcomes, lost) => {
    expect(await compare(counted(...outcomes), holds(value))).toEqual({ lost, checked: outcomes.filter(Boolean).length });
  });

  test('a counter that holds a write without an answer says nothing', async () => {
    expect((await compare(counted(true, undefined, true), holds('2'))).lost).toEqual([]);
  });

  test('what was not acknowledged is not asked for, the rest in batches', async () => {
    const ledger = ledgerOfOne();
    write(ledger, 0, 600, { every: 1 });
    write(ledger, 600, 700, { every: 1, fail: true });
    ledger.issue(0, 0, 701);
    const batches: string[][] = [];
    const { lost, checked } = await compare(ledger, (keys) => {
      batches.push(keys);
      return Promise.resolve([]);
    });
    expect(batches.map(({ length }) => length)).toEqual([500, 100]);
    expect([lost.length, checked]).toEqual([600, 600]);
  });
});

describe('verify', () => {
  let server: FakeServer;
  let ledger: Ledger;

  afterEach(() => server.close());

  /** A primary that has what the ledger says but one, and fails so often at first. */
  async function target(failures: number, missing = -1): Promise<DrillTarget> {
    ledger = ledgerOfOne();
    write(ledger, 0, 200);
    const stored = new Map([...ledger.entries()]
      .filter(({ index, outcome }) => outcome === Outcome.ACKNOWLEDGED && index !== missing)
      .map((entry) => [ledger.key(entry), ledger.value(entry)]));
    let left = failures;
    server = await fakeServer(([word, ...keys]) => {
      if (word!.toUpperCase() !== 'MGET') {
        return '+OK\r\n';
      }
      left -= 1;
      const bulk = (value: string | undefined): string => (value === undefined ? '$-1\r\n' : `$${value.length}\r\n${value}\r\n`);
      return left >= 0 ? '-LOADING wait\r\n' : `*${keys.length}\r\n${keys.map((key) => bulk(stored.get(key))).join('')}`;
    });
    return {
      kind: TopologyKind.REPLICATION, masterName: '', sentinels: [], dataHosts: [], redisPort: server.port, nodeOf: {}, shardOf: {},
      find: () => Promise.resolve({ host: server.host, port: server.port }),
    };
  }

  test('reads from the primary, patiently, and closes its connection', async () => {
    const primary = await target(3, 7);
    expect(await verify(ledger, primary)).toEqual({ lost: [7], checked: 20 });
    expect(sleep).toHaveBeenCalledTimes(3);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.sockets.map((socket) => socket.readableEnded || socket.destroyed)).toEqual([true]);
  });

  test('what cannot be read is an error, not a loss', async () => {
    const primary = await target(1000);
    await expect(verify(ledger, primary)).rejects.toThrow('the primary could not be read back: LOADING wait');
  });
});

test.each([[TopologyKind.CLUSTER, true], [TopologyKind.REPLICATION, false], [TopologyKind.SENTINEL, false]])(
  'a reader of %s follows its primary', (kind, cluster) => {
    const client = reader({
      kind, masterName: 'demo', sentinels: [{ host: '127.0.0.1', port: 1 }], dataHosts: ['127.0.0.1'], redisPort: 1, nodeOf: {}, shardOf: {},
      find: () => new Promise(() => undefined),
    });
    client.on('error', () => undefined);
    expect(client.isCluster).toBe(cluster);
    client.disconnect();
  });
