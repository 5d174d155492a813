import { moveSlot, type SlotEnd } from '../../../lib/cluster';
import { FakeLink, Refusal } from '../agent/fake-link';

interface Ends {
  readonly heard: string[];
  readonly from: SlotEnd;
  readonly to: SlotEnd;
}

/** `keys` at the giver, of which `both` are at the taker already. */
function ends(keys: string[], both: string[]): Ends {
  const heard: string[] = [];
  const left = new Set(keys);
  const giver = new FakeLink((command) => {
    const [verb, , , , , , ...rest] = command.split(' ');
    if (verb === 'MIGRATE') {
      const named = rest.slice(rest.indexOf('KEYS') + 1);
      if (!rest.includes('REPLACE') && named.some((key) => both.includes(key))) {
        throw new Refusal('ERR Target instance replied with error: BUSYKEY Target key name already exists.');
      }
      named.forEach((key) => left.delete(key));
    }
    if (command.startsWith('CLUSTER SETSLOT 5 NODE') && left.size > 0) {
      throw new Refusal('ERR Can\'t assign hashslot 5 to a different node while I still hold keys for this hash slot.');
    }
    return command.startsWith('CLUSTER GETKEYSINSLOT') ? [...left].slice(0, Number(command.split(' ').at(-1))) : 'OK';
  }, heard, 'giver: ');
  const taker = new FakeLink(() => 'OK', heard, 'taker: ');
  const end = (id: string, fake: FakeLink): SlotEnd => ({ id, host: '10.0.0.1', port: 6379, control: fake.link, data: fake.link });
  return { heard, from: end('id-1', giver), to: end('id-2', taker) };
}

const task = { slot: 5, others: [], user: 'migration', password: 'secret' };
const migrations = ({ heard }: Ends): string[] => heard.filter((line) => line.includes('MIGRATE '));

test('both ends are marked first, and what an interrupted attempt left is overwritten', async () => {
  const two = ends(['a', 'b', 'c'], ['a']);
  expect(await moveSlot({ ...task, from: two.from, to: two.to, batch: { keys: 2 } })).toBe(3);
  expect(two.heard.slice(0, 2)).toEqual(['taker: CLUSTER SETSLOT 5 IMPORTING id-1', 'giver: CLUSTER SETSLOT 5 MIGRATING id-2']);
  expect(migrations(two).every((line) => line.includes('REPLACE'))).toBe(true);
  expect(two.heard.slice(-2)).toEqual(['taker: CLUSTER SETSLOT 5 NODE id-2', 'giver: CLUSTER SETSLOT 5 NODE id-2']);
});

test('after a failover of the giver its mark comes before anything, and no key that has arrived is overwritten', async () => {
  const two = ends(['a', 'b', 'c'], ['a', 'c']);
  expect(await moveSlot({ ...task, from: two.from, to: two.to, batch: { keys: 2 }, changed: true })).toBe(3);
  expect(two.heard[0]).toBe('giver: CLUSTER SETSLOT 5 MIGRATING id-2');
  expect(two.heard.some((line) => line.includes('IMPORTING') || line.includes('REPLACE'))).toBe(false);
  expect(two.heard.slice(-2)).toEqual(['taker: CLUSTER SETSLOT 5 NODE id-2', 'giver: CLUSTER SETSLOT 5 NODE id-2']);
});

test('any other refusal ends the attempt', async () => {
  const two = ends(['a'], []);
  const from = { ...two.from, data: new FakeLink(() => { throw new Refusal('ERR Target instance replied with error: OOM'); }).link };
  await expect(moveSlot({ ...task, from, to: two.to, batch: { keys: 2 }, changed: true })).rejects.toThrow('OOM');
});
