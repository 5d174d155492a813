import type { Memory } from '../../../../lib/agent/memory';
import { propose } from '../../../../lib/agent/sentinel/proposal';
import type { PeerState } from '../../../../lib/agent/situation';
import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { memory, nobody, peer } from '../situations';

const deployment = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});
const remembering = (over: Partial<Memory>, sentinelEpoch = 0): PeerState => peer({ memory: memory(over), sentinelEpoch });

test('the newest epoch wins over any offset, within an epoch its primary over any replica, then the longer log', () => {
  const order = (one: Partial<Memory>, two: Partial<Memory>, three: Partial<Memory>): string | undefined => propose(deployment, {
    'node-1': remembering(one), 'node-2': remembering(two), 'node-3': remembering(three),
  }).newest;
  expect(order({ epoch: 3, role: 'primary', offset: 900 }, { epoch: 4, offset: 10 }, { epoch: 4, offset: 11 })).toBe('node-3');
  expect(order({ epoch: 4, offset: 900 }, { epoch: 4, role: 'primary', offset: 10 }, { epoch: 4, offset: 901 })).toBe('node-2');
  expect(order({ epoch: 4, offset: 12 }, { epoch: 4, offset: 10 }, { epoch: 4, offset: 11 })).toBe('node-1');
});

test('a node without data is never proposed: forming, without memory, or with data that has vanished from under it', () => {
  const empty = peer({ memory: memory({ epoch: 9, keys: 10 }), redis: nobody({ keys: 0 }) });
  const proposal = propose(deployment, {
    'node-1': empty, 'node-2': remembering({ state: 'forming', epoch: 9 }), 'node-3': peer({ memory: undefined, redis: undefined }),
  });
  expect(proposal.newest).toBeUndefined();
  expect(proposal.nodes.map(({ reachable, hasData }) => reachable && !hasData)).toEqual([true, true, true]);
});

test('the epoch is above what every memory and every Sentinel file holds, of nodes without data as well', () => {
  const proposal = propose(deployment, {
    'node-1': remembering({ epoch: 4 }, 7), 'node-2': remembering({ epoch: 9, state: 'forming' }), 'node-3': remembering({ epoch: 2 }),
  });
  expect(proposal.epoch).toBe(10);
  expect(propose(deployment, { 'node-1': remembering({ epoch: 4 }, 11) }).epoch).toBe(12);
});

test('silence is warned of, and so is a majority that could not be rebuilt', () => {
  const { warnings, newest, nodes } = propose(deployment, { 'node-2': remembering({ lastGoodAt: 0 }) });
  expect(newest).toBe('node-2');
  expect(warnings).toEqual([
    expect.stringMatching(/^node-1, node-3 did not answer and may hold newer data/), expect.stringMatching(/^only 1 of 3 Sentinels can be rebuilt/),
  ]);
  expect(nodes[1]!.lastGood).toBe('');
  expect(propose(deployment, { 'node-1': remembering({}), 'node-2': remembering({}) }).warnings).toEqual([expect.stringMatching(/^node-3 did not/)]);
  expect(propose(deployment, { 'node-1': remembering({}), 'node-2': remembering({}), 'node-3': remembering({}) }).warnings).toEqual([]);
});
