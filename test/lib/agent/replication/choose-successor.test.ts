import { chooseSuccessor, type Choice, type FailoverWish } from '../../../../lib/agent/replication/choose-successor';
import type { PeerState } from '../../../../lib/agent/situation';
import { linked, memory, nobody, peer, primary } from '../situations';
import { leader } from './situations';

const holder = (offset: number, over: Partial<PeerState> = {}): PeerState =>
  peer({ memory: memory({ offset }), redis: linked('node-1', { offset, linkUp: false, replicationId: 'r' }), ...over });
const choose = (states: Record<string, PeerState>, wish: FailoverWish = {}): Choice =>
  chooseSuccessor({ states, primary: 'node-1', others: ['node-2', 'node-3'], maxLagSeconds: 4 }, wish);

test('the newest of those that answer; of equals the first', () => {
  expect(choose({ 'node-2': holder(100), 'node-3': holder(200) }).node).toBe('node-3');
  expect(choose({ 'node-2': holder(200), 'node-3': holder(200) }).node).toBe('node-2');
  expect(choose({ 'node-3': holder(1) }).node).toBe('node-3');
});

test('a newer epoch wins over any offset', () => {
  expect(choose({ 'node-2': holder(900), 'node-3': holder(1, { memory: memory({ epoch: 4, offset: 1 }) }) }).node).toBe('node-3');
});

test('a server that still holds the stream knows better than the memory, one that restarted does not', () => {
  const ahead = holder(100, { redis: linked('node-1', { offset: 300, linkUp: false, replicationId: 'r' }) });
  expect(choose({ 'node-2': holder(200), 'node-3': ahead }).node).toBe('node-3');
  expect(choose({ 'node-2': holder(200), 'node-3': holder(100, { redis: nobody({ offset: 900, replicationId: 'another' }) }) }).node).toBe('node-2');
});

test('a primary that lives is not replaced, except by force', () => {
  const states = { 'node-1': leader(3, { redis: primary() }), 'node-2': holder(100) };
  expect(choose(states)).toMatchObject({ why: expect.stringContaining('node-1 lives') as string });
  expect(choose(states, { force: true }).node).toBe('node-2');
});

test('a silent agent and a link that still hears its Redis: perhaps it lives', () => {
  const hears = holder(100, { redis: linked('node-1', { replicationId: 'r', staleSeconds: 1 }) });
  expect(choose({ 'node-2': hears })).toMatchObject({ perhapsGone: true });
  expect(choose({ 'node-2': holder(100, { redis: linked('node-1', { replicationId: 'r', staleSeconds: 5 }) }) }).node).toBe('node-2');
});

test('one that was named a moment ago, or is back after a crash, is about to lead', () => {
  const back = peer({ memory: memory({ role: 'primary' }), redis: nobody() });
  expect(choose({ 'node-1': back, 'node-2': holder(100) })).toMatchObject({ aboutToLead: true, why: expect.stringContaining('about to lead') as string });
  const hanging = peer({ memory: memory({ role: 'primary' }), redis: undefined });
  const older = peer({ memory: memory({ epoch: 2 }), redis: nobody() });
  expect([hanging, older].map((named) => choose({ 'node-1': named, 'node-2': holder(100) }).node)).toEqual(['node-2', 'node-2']);
});

test('one that answers and holds no data any longer is no sign of life', () => {
  expect(choose({ 'node-1': peer({ memory: undefined, redis: nobody({ keys: 0 }) }), 'node-2': holder(100) }).node).toBe('node-2');
});

test('a wish for an older node needs force, one for a node without data is refused', () => {
  const states = { 'node-2': holder(100), 'node-3': holder(200) };
  expect(choose(states, { to: 'node-2' }).why).toContain('node-2 is older than node-3');
  expect(choose(states, { to: 'node-2', force: true }).node).toBe('node-2');
  expect(choose({ 'node-2': holder(100) }, { to: 'node-3' }).why).toContain('node-3 holds no whole copy');
});

test('an emptied or loading data set is nobody\'s successor', () => {
  const emptied = holder(500, { redis: linked('node-1', { linkUp: false, keys: 0 }) });
  const loading = holder(500, { redis: linked('node-1', { linkUp: false, loading: true }) });
  expect(choose({ 'node-2': emptied, 'node-3': loading })).toMatchObject({ why: expect.stringContaining('whole copy') as string });
});

test('R13: one whose disk cannot be written is named only by force; what it alone holds is told', () => {
  const ahead = holder(300, { storage: 'the append-only file cannot be written' });
  expect(choose({ 'node-2': holder(200), 'node-3': ahead })).toEqual({
    node: 'node-2', why: expect.stringContaining('node-3 holds newer data but the append-only file cannot be written') as string,
  });
  expect(choose({ 'node-2': holder(300), 'node-3': ahead }).why).not.toContain('but');
  expect(choose({ 'node-3': ahead })).toEqual({ why: expect.stringContaining('node-3: the append-only file') as string });
  expect(choose({ 'node-3': ahead }, { force: true }).node).toBe('node-3');
  expect(choose({ 'node-2': holder(200), 'node-3': ahead }, { force: true }).node).toBe('node-2');
  expect(choose({ 'node-2': holder(200), 'node-3': ahead }, { force: true, to: 'node-3' }).node).toBe('node-3');
});
