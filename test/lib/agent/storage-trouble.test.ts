import { storageEscape, storageTroubleOf } from '../../../lib/agent/storage-trouble';
import { TopologyKind } from '../../../lib/model';
import type { Situation } from '../../../lib/agent/situation';
import { decide } from '../../../lib/agent/decide';
import { linked, memory, peer, primary, situation, view } from './situations';

const NOW = 1_000_000;
const failing = (over: Partial<Situation> = {}): Situation => situation({
  now: NOW, redis: primary(), memory: memory({ role: 'primary' }), view: view('node-1'), storage: { trouble: 'disk full', since: NOW - 1000 },
  peers: { 'node-2': peer({ redis: linked('node-1', { offset: 300 }) }), 'node-3': peer({ redis: linked('node-1', { offset: 400 }) }) }, ...over,
});

test.each<[Record<string, string>, string | undefined]>([
  [{ aof_enabled: '1', aof_last_write_status: 'ok', rdb_last_bgsave_status: 'ok' }, undefined],
  [{ aof_enabled: '1', aof_last_write_status: 'err' }, 'aof_last_write_status:err'],
  // What it said last before it was switched off.
  [{ aof_enabled: '0', aof_last_write_status: 'err' }, undefined],
  [{ aof_enabled: '1', aof_last_write_status: 'ok', rdb_last_bgsave_status: 'err' }, 'rdb_last_bgsave_status:err'],
  [{}, undefined],
])('R13: INFO %j', (info, said) => {
  const trouble = storageTroubleOf(info);
  expect(said === undefined ? trouble : trouble?.includes(said)).toBe(said === undefined ? undefined : true);
});

test('R13: a primary that refuses writes for its disk hands over to the newest replica that is sound', () => {
  expect(storageEscape(failing())).toEqual({ to: 'node-3', why: 'disk full' });
});

test('R13: not to one whose disk is full, too, or that may not be promoted', () => {
  const full = peer({ redis: linked('node-1', { offset: 400 }), storage: 'disk full' });
  expect(storageEscape(failing({ peers: { ...failing().peers, 'node-3': full } }))?.to).toBe('node-2');
  expect(storageEscape(failing({ peers: { 'node-3': full, 'node-2': peer({ redis: linked('node-1', { priority: 0 }) }) } }))).toBeUndefined();
});

test('R13: in plain replication priorities say nothing', () => {
  const peers = { 'node-2': peer({ redis: linked('node-1', { priority: 0 }) }) };
  expect(storageEscape(failing({ topology: TopologyKind.REPLICATION, peers }))?.to).toBe('node-2');
  expect(storageEscape(failing({ peers }))).toBeUndefined();
});

test.each<[string, Partial<Situation>]>([
  ['nothing is wrong', { storage: undefined }],
  ['it has gone on for less than a second', { storage: { trouble: 'disk full', since: NOW - 999 } }],
  ['this node is a replica', { redis: linked('node-2') }],
  ['another is named', { view: view('node-2') }],
  ['a handover is under way', { handingOver: true }],
  ['somebody has paused what agents do by themselves', { pausedUntil: NOW + 1 }],
  ['the agent stops, which hands over by itself', { stopping: true }],
  ['a failover is under way', { view: view('node-1', 3, { failoverInProgress: true }) }],
])('R13: nothing is moved when %s', (_, over) => {
  expect(storageEscape(failing(over))).toBeUndefined();
});

test('R13: a replica that cannot write to its disk is withdrawn, and comes back', () => {
  const replica = situation({ redis: linked('node-2'), view: view('node-2') });
  expect(decide(replica)).toMatchObject({ eligible: true });
  expect(decide({ ...replica, storage: { trouble: 'disk full', since: 1 } })).toMatchObject({
    eligible: false, reason: expect.stringContaining('disk full') as string,
  });
});
