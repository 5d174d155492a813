import { standing } from '../../../../lib/agent/balance/standing';
import type { PeerState } from '../../../../lib/agent/situation';
import { linked, nobody, primary } from '../situations';
import { clusterPlan, sentinelPlan, states } from './facts';

const demo = sentinelPlan({});
const unwell = (over: Record<string, Partial<PeerState>>): string => standing(demo, states(demo, ['node-2'], over), 1000).unwell;

test('R12: all is well: where the primary is and who may take over', () => {
  expect(standing(demo, states(demo, ['node-2']), 1000)).toEqual({
    unwell: '', sets: [{ name: 'the primary', primary: 'node-2', ready: ['node-1', 'node-3'] }],
  });
});

test('R12: in a Cluster, of every shard', () => {
  const cluster = clusterPlan();
  const primaries = ['shard-1-1', 'shard-2-2', 'shard-3-1'];
  expect(standing(cluster, states(cluster, primaries), 1000).sets.map(({ primary: node, ready }) => [node, ready]))
    .toEqual([['shard-1-1', ['shard-1-2']], ['shard-2-2', ['shard-2-1']], ['shard-3-1', ['shard-3-2']]]);
});

test.each<[string, Record<string, Partial<PeerState>>, string]>([
  ['a copy is under way', { 'node-1': { redis: linked('node-2', { copying: true }) } }, 'node-1 is copying'],
  ['one loads', { 'node-3': { redis: nobody({ loading: true }) } }, 'node-3 is loading'],
  ['one has no Redis', { 'node-3': { redis: undefined } }, 'node-3 has no Redis'],
  ['one died', { 'node-3': { died: { processId: 1, at: 1 } } }, 'node-3 has no Redis'],
  ['one is not linked', { 'node-3': { redis: linked('node-2', { linkUp: false }) } }, 'node-3 is not linked'],
  ['one waits', { 'node-3': { phase: 'waiting' } }, 'node-3 is waiting'],
  ['a disk is full', { 'node-3': { storage: 'full' } }, 'node-3 has storage trouble: full'],
  ['two say they are primary', { 'node-3': { redis: primary() } }, 'the primary is on node-2 and node-3'],
  ['nobody is', { 'node-2': { redis: linked('node-1') } }, 'the primary is on no node'],
  ['any agent is paused', { 'node-3': { pausedUntil: 1001 } }, 'automation is paused on node-3'],
])('R12: nothing is well while %s', (_, over, why) => {
  expect(unwell(over)).toBe(why);
});

test('R12: a node that does not answer may be anything', () => {
  const { 'node-1': _, ...others } = states(demo, ['node-2']);
  expect(standing(demo, others, 1000)).toEqual({ sets: [], unwell: 'node-1 does not answer' });
});

test('a pause that is over is none', () => {
  expect(unwell({ 'node-3': { pausedUntil: 1000 } })).toBe('');
});
