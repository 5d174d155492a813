import { scaleTo, type ScaleLinks, type ScaleOptions } from '../../../../lib/cluster';
import { addShard, moveSlots, removeShard, withShards } from '../../../../lib/drill/scenarios/scale';
import { Topology, UserName } from '../../../../lib/model';
import { plan, type DeploymentPlan } from '../../../../lib/plan';
import { withOverrides } from '../../plan/specs';
import { FakeLab } from '../fake-lab';

jest.mock('../../../../lib/cluster', () => ({ ...jest.requireActual<object>('../../../../lib/cluster'), scaleTo: jest.fn() }));

const scaled = jest.mocked(scaleTo);
const given = plan(withOverrides({ nodeTimeoutSeconds: 1.5 }, { topology: Topology.cluster() }));
let lab: FakeLab;
let done: string[];

beforeEach(() => {
  lab = new FakeLab(given);
  done = [];
  jest.spyOn(lab, 'secret').mockImplementation(((user: string) => `secret of ${user}`) as () => string);
  lab.apply = async (...[next]: DeploymentPlan[]) => { done.push(`apply ${next!.topology.shards}`); };
  lab.healthy = async () => { done.push('healthy'); };
  lab.remove = async (...[node]: string[]) => { done.push(`remove ${node}`); };
});

afterEach(() => lab.down());

test('another number of shards is the same deployment: nodes that stay, their settings and users are as they were', () => {
  const more = withShards(given, 4);
  expect(more.topology.shards).toBe(4);
  expect(more.nodes.slice(0, 6)).toEqual(given.nodes);
  expect(more.nodes.slice(6).map(({ name, shard }) => [name, shard])).toEqual([['shard-4-1', 4], ['shard-4-2', 4]]);
  expect({ ...more, topology: 0, nodes: 0, findings: 0 }).toEqual({ ...given, topology: 0, nodes: 0, findings: 0 });
  expect(more.settings.nodeTimeoutSeconds).toBe(1.5);
  expect(withShards(more, 3)).toEqual(given);
});

test('a shard comes with its nodes, and goes by plan first, then node by node', async () => {
  await addShard(lab);
  expect(done).toEqual(['apply 4', 'healthy']);
  done = [];
  const five = new FakeLab(withShards(given, 4));
  try {
    Object.assign(five, { apply: lab.apply, remove: lab.remove });
    await removeShard(five, ['shard-4-1', 'shard-4-2']);
  } finally {
    await five.down();
  }
  expect(done).toEqual(['apply 3', 'remove shard-4-1', 'remove shard-4-2']);
});

describe('slots move', () => {
  let links: ScaleLinks;
  const said: string[] = [];
  const closed = (): boolean[] => [...links.agent.values(), ...links.migration.values()]
    .map((link) => jest.mocked(link.close).mock.calls.length === 1);

  const scales = (work: (options: ScaleOptions) => string[]): void => {
    scaled.mockImplementation(async (_plan, all, _shards, options = {}) => {
      links = all;
      [...all.agent.values(), ...all.migration.values()].forEach((link) => jest.spyOn(link, 'close'));
      return { moved: 8, keys: 20, drained: work(options) };
    });
  };

  test('with news at every quarter, as the users that may, and links are closed', async () => {
    scales(({ onProgress }) => {
      for (let moved = 1; moved <= 8; moved += 1) {
        onProgress!({ moved, of: 8, keys: moved * 2, from: 1, to: 4 });
      }
      return ['shard-4-1'];
    });
    expect(await moveSlots(lab, 2, (message) => said.push(message))).toEqual(['shard-4-1']);
    expect(said).toEqual([
      '2 of 8 slots moved, with 4 keys', '4 of 8 slots moved, with 8 keys', '6 of 8 slots moved, with 12 keys',
      '8 of 8 slots moved, with 16 keys', '8 slots and 20 keys moved',
    ]);
    expect(scaled.mock.lastCall!.slice(0, 3)).toEqual([given, links, 2]);
    expect([...links.agent.keys()]).toEqual(given.nodes.map(({ name }) => name));
    expect([...links.migration.keys()]).toEqual([...links.agent.keys()]);
    expect(links.password).toBe(`secret of ${UserName.MIGRATION}`);
    expect(links.addresses).toEqual(lab.bindings.addresses);
    expect(closed()).not.toContain(false);
  });

  test('links are closed when it fails, too', async () => {
    scales(() => { throw new Error('no slot moved'); });
    await expect(moveSlots(lab, 2, () => undefined)).rejects.toThrow('no slot moved');
    expect(closed()).toHaveLength(12);
    expect(closed()).not.toContain(false);
  });
});
