import { chooseSource, NoSource, type SourceBounds } from '../../../../lib/backup/source/choose-source';
import type { ShardNodes } from '../../../../lib/backup/source/shard-nodes';
import { primary, replica, shardOf } from './observed';

const MIB = 1024 * 1024;

test.each<[string, ShardNodes, string]>([
  ['the least lagging', shardOf([replica('node-2', { offset: 900 }), replica('node-3', { offset: 950 })]), 'node-3'],
  ['the first by name of equals', shardOf([replica('node-3'), replica('node-2')]), 'node-2'],
  ['one that is never promoted, though it lags more',
    shardOf([replica('node-2'), replica('node-3', { priority: 0, offset: 10 })]), 'node-3'],
  ['one that has no child process, though it may be promoted',
    shardOf([replica('node-2', { priority: 0, child: 'BGSAVE' }), replica('node-3', { offset: 10 })]), 'node-3'],
  ['one with a child process when there is no other', shardOf([replica('node-2', { child: 'AOF rewrite' })]), 'node-2'],
  ['a replica of a replica', shardOf([
    replica('node-2', { child: 'BGSAVE' }), replica('node-3', { primary: { host: '10.0.0.2', port: 6379 } }),
  ]), 'node-3'],
  ['one that is ahead of what its primary said a moment before', shardOf([replica('node-2', { offset: 2000 })]), 'node-2'],
  ['a replica whose primary does not answer here', shardOf([replica('node-2')], { primary: undefined }), 'node-2'],
])('takes %s', (_, shard, name) => {
  expect(chooseSource(shard).node.name).toBe(name);
});

test.each<[string, Parameters<typeof replica>[1], RegExp, SourceBounds]>([
  ['has lost its primary', { linkUp: false }, /node-2 has lost its primary/, {}],
  ['is loading', { loading: true }, /node-2 is loading/, {}],
  ['is being filled', { syncing: true }, /receiving all data/, {}],
  ['has heard nothing for long', { silentSeconds: 21 }, /not heard its primary for 21 s \(allowed: 20 s\)/, {}],
  ['is hours behind', { offset: 0, }, /is 104857600 bytes behind \(allowed: 67108864\)/, {}],
  ['is behind more than was allowed', { offset: 100 * MIB - 11 }, /11 bytes behind \(allowed: 10\)/, { maxLagBytes: 10 }],
  ['has another history', { replicationId: 'other' }, /follows another history of writes than node-1/, {}],
])('a replica that %s is not taken, and the error says so', (_, over, message, bounds) => {
  const shard = shardOf([replica('node-2', { offset: 100 * MIB, ...over })], { primary: primary('node-1', { offset: 100 * MIB }) });
  expect(() => chooseSource(shard, bounds)).toThrow(message);
  expect(() => chooseSource(shard, bounds)).toThrow(NoSource);
  expect(() => chooseSource(shard, bounds)).toThrow('--from-primary');
  const healthy = { ...shard, replicas: [...shard.replicas, replica('node-3', { offset: 100 * MIB })] };
  expect(chooseSource(healthy, bounds).node.name).toBe('node-3');
});

test('a replica below one that has lost its primary is as stale as that', () => {
  const below = replica('node-3', { primary: { host: '10.0.0.2', port: 6379 } });
  expect(() => chooseSource(shardOf([replica('node-2', { linkUp: false }), below]))).toThrow('node-3 follows node-2, which has lost its primary');
});

test('the primary is never taken while there are replicas, however ill they are, unless it is asked for', () => {
  const shard = shardOf([replica('node-2', { linkUp: false })]);
  expect(() => chooseSource(shard)).toThrow(NoSource);
  const { node, lagBytes, findings } = chooseSource(shard, { fromPrimary: true });
  expect([node.name, lagBytes]).toEqual(['node-1', 0]);
  expect(findings).toEqual([expect.stringContaining('was asked for')]);
  expect(chooseSource(shardOf([replica('node-2')]), { fromPrimary: true }).node.name).toBe('node-1');
});

test('a replica that does not answer does not make a lone primary of its own', () => {
  const missing = [{ name: 'node-2', host: '10.0.0.2', port: 6379, problem: 'ECONNREFUSED' }];
  expect(() => chooseSource(shardOf([], { missing }))).toThrow('node-2 does not answer (ECONNREFUSED)');
  expect(chooseSource(shardOf([replica('node-3')], { missing })).node.name).toBe('node-3');
});

test('a server nobody replicates is taken, with a finding', () => {
  const { node, findings } = chooseSource(shardOf([]));
  expect(node.name).toBe('node-1');
  expect(findings).toEqual([expect.stringContaining('the only server of the deployment')]);
});

test.each<[string, ShardNodes, boolean]>([
  ['the only replica', shardOf([replica('node-2')]), true],
  ['the only one beside one that is never promoted and busy',
    shardOf([replica('node-2'), replica('node-3', { priority: 0, child: 'BGSAVE' })]), true],
  ['the only healthy one', shardOf([replica('node-2'), replica('node-3', { linkUp: false })]), true],
  ['one of two', shardOf([replica('node-2'), replica('node-3')]), false],
  ['one that is never promoted', shardOf([replica('node-2', { priority: 0 }), replica('node-3')]), false],
])('%s: a finding when it is the only one that can take over', (_, shard, expected) => {
  expect(chooseSource(shard).findings.some((finding) => finding.includes('was the only healthy replica'))).toBe(expected);
});

test('a loading or silent primary is not taken even when it is asked for', () => {
  expect(() => chooseSource(shardOf([], { primary: primary('node-1', { loading: true }) }), { fromPrimary: true })).toThrow('loading its data');
  expect(() => chooseSource(shardOf([replica('node-2')], { primary: undefined }), { fromPrimary: true })).toThrow('does not answer');
});
