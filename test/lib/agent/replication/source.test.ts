import { epochFrom, sourceFor } from '../../../../lib/agent/replication/source';
import { linked, nobody, peer, primary } from '../situations';
import { leader } from './situations';

const whom = (redis: Parameters<typeof sourceFor>[2], peers: Parameters<typeof sourceFor>[3], upstream?: string): string =>
  sourceFor('node-1', upstream, redis, peers);

test('a direct replica copies from the primary', () => {
  expect([whom(nobody(), {}), whom(nobody(), {}, 'node-1')]).toEqual(['node-1', 'node-1']);
});

test('a cascaded one from its own source while that is in order, else from the primary', () => {
  expect(whom(nobody(), { 'node-2': peer({ redis: linked('node-1') }) }, 'node-2')).toBe('node-2');
  for (const redis of [linked('node-1', { linkUp: false }), linked('node-1', { copying: true }), linked('node-3'), nobody(), primary(), undefined]) {
    expect(whom(linked('node-2'), { 'node-2': peer({ redis }) }, 'node-2')).toBe('node-1');
  }
});

test('a link that is up is left alone while the agent at its other end is silent', () => {
  expect(whom(linked('node-2'), {}, 'node-2')).toBe('node-2');
  expect(whom(linked('node-2', { linkUp: false }), {}, 'node-2')).toBe('node-1');
});

test('data is of the epoch its source holds; nothing exists of one nobody has opened in', () => {
  expect([epochFrom(leader(4), 4), epochFrom(leader(3), 4), epochFrom(undefined, 4)]).toEqual([4, 3, 3]);
});
