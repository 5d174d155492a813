import { firstSlots, readPrimaries, type ShardPrimary } from '../../../lib/cluster';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { FakeLink } from '../agent/fake-link';

const cluster = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.cluster({ shards: 3, replicas: 1 }), objectives: { rpoSeconds: 5, rtoSeconds: 5 },
  failureDomains: 3,
});
const SHARDS = [1, 2, 3];
const addresses = Object.fromEntries(cluster.nodes.map(({ name }, index) => [name, `10.0.0.${index + 1}`]));
const members = (shard: number): string[] => cluster.nodes.filter((node) => node.shard === shard).map(({ name }) => name);
const idOf = (node: string): string => String(cluster.nodes.findIndex(({ name }) => name === node) + 1).repeat(40);

interface Line { id?: string; host?: string; port?: number; flags?: string; epoch?: number; link?: string; slots?: string }

/** One line of CLUSTER NODES for that node. */
function line(node: string, { id = idOf(node), host = addresses[node], port = 6379, flags, epoch, link = 'connected', slots }: Line = {}): string {
  const { shard } = cluster.nodes.find(({ name }) => name === node)!;
  const [first] = members(shard!);
  const { from, to } = firstSlots(shard!, 3);
  const leads = node === first;
  const role = flags ?? (leads ? 'master' : 'slave');
  return `${id} ${host}:${port}@1${port} ${role} ${role.includes('slave') ? idOf(first!) : '-'} 0 0 ${epoch ?? shard} ${link} `
    + (slots ?? (leads ? `${from}-${to}` : ''));
}

/** What every node answers: its own line as `own` says, the others' as they are, and what `more` adds; undefined is silence. */
function answers(own: Record<string, Line | undefined> = {}, more: Record<string, string[]> = {}): Map<string, FakeLink['link']> {
  return new Map(cluster.nodes.map(({ name }) => {
    const others = cluster.nodes.filter((other) => other.name !== name).map((other) => line(other.name));
    const mine = own[name] ?? {};
    const flags = mine.flags ?? (members(cluster.nodes.find((node) => node.name === name)!.shard!)[0] === name ? 'master' : 'slave');
    const text = [line(name, { ...mine, flags: `myself,${flags}` }), ...others, ...more[name] ?? []].join('\n');
    const fake = new FakeLink(() => {
      if (name in own && own[name] === undefined) {
        throw new Error('Command timed out');
      }
      return text;
    });
    return [name, fake.link];
  }));
}

const [[first1, second1], [first2]] = [members(1), members(2)] as [[string, string], [string]];
const shardOf = (primaries: ShardPrimary[], shard: number): ShardPrimary => primaries.find((each) => each.shard === shard)!;

test('each shard\'s primary by its own word, with its slots and all ids of its shard', async () => {
  const primaries = await readPrimaries(cluster, answers());
  const firsts = SHARDS.map((shard) => members(shard)[0]!);
  expect(primaries.map(({ shard }) => shard)).toEqual(SHARDS);
  expect(primaries.map(({ node, id }) => [node, id])).toEqual(firsts.map((node) => [node, idOf(node)]));
  const ends = primaries.map(({ slots }) => ({ from: slots[0], to: slots.at(-1) }));
  expect(ends).toEqual(SHARDS.map((shard) => firstSlots(shard, 3)));
  expect(primaries[0]!.ids).toEqual(members(1).map(idOf));
});

test('of two that call themselves primary the one with slots counts, then the one with the later epoch', async () => {
  const empty = await readPrimaries(cluster, answers({ [second1]: { flags: 'master', epoch: 9, slots: '' } }));
  expect(shardOf(empty, 1).node).toBe(first1);
  const later = await readPrimaries(cluster, answers({ [second1]: { flags: 'master', epoch: 9, slots: '0-5460' } }));
  expect(shardOf(later, 1)).toMatchObject({ node: second1, id: idOf(second1) });
  expect(shardOf(later, 1).slots).toHaveLength(5461);
});

test('a slot that two claim belongs to the later epoch', async () => {
  const late = await readPrimaries(cluster, answers({ [first1]: { slots: '0-5461', epoch: 9 } }));
  expect([shardOf(late, 1).slots.at(-1), shardOf(late, 2).slots[0]]).toEqual([5461, 5462]);
  const early = await readPrimaries(cluster, answers({ [first1]: { slots: '0-5461', epoch: 1 } }));
  expect([shardOf(early, 1).slots.at(-1), shardOf(early, 2).slots[0]]).toEqual([5460, 5461]);
});

test('slots under way, by the primary\'s own line', async () => {
  const primaries = await readPrimaries(cluster, answers({ [first1]: { slots: `0-5460 [17->-${idOf(first2)}] [6000-<-${idOf(first2)}]` } }));
  expect(shardOf(primaries, 1)).toMatchObject({ migrating: { 17: idOf(first2) }, importing: { 6000: idOf(first2) } });
  expect(shardOf(primaries, 2)).toMatchObject({ migrating: {}, importing: {} });
});

test('an id that others still know at an address of the shard is an id of it; one at another port or address is not', async () => {
  const before = 'b'.repeat(40);
  const elsewhere = [line(first1, { id: 'c'.repeat(40), port: 7000 }), line(first1, { id: 'd'.repeat(40), host: '10.9.9.9' })];
  const more = { [first2]: [line(first1, { id: before }), ...elsewhere] };
  const primaries = await readPrimaries(cluster, answers({}, more), addresses);
  expect(shardOf(primaries, 1).ids).toEqual([...members(1).map(idOf), before]);
  expect(shardOf(primaries, 2).ids).toEqual(members(2).map(idOf));
});

test('it reaches whoever it is connected to, greetings left out', async () => {
  const [cut, greeted] = ['e'.repeat(40), 'f'.repeat(40)];
  const more = { [first1]: [line(first2, { id: cut, link: 'disconnected' }), line(first2, { id: greeted, flags: 'handshake' })] };
  const { reaches } = shardOf(await readPrimaries(cluster, answers({}, more)), 1);
  expect([...reaches].sort()).toEqual(cluster.nodes.map(({ name }) => idOf(name)).sort());
});

test('a silent replica is no obstacle; a shard without a primary that answers is, and is named', async () => {
  expect(await readPrimaries(cluster, answers({ [second1]: undefined }))).toHaveLength(3);
  await expect(readPrimaries(cluster, answers({ [first1]: undefined })))
    .rejects.toThrow(`shard 1 has no primary that answers: ${first1}, ${second1}`);
});

test('slots that nobody owns: nothing may move', async () => {
  await expect(readPrimaries(cluster, answers({ [first1]: { slots: '0-99 102-5460' } })))
    .rejects.toThrow('2 slots have no owner, the first is 100');
});
