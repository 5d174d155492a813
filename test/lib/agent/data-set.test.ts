import { intact, newer } from '../../../lib/agent/data-set';
import { linked, memory, nobody } from './situations';

describe('a data set is intact', () => {
  test('when it is remembered, whether or not its Redis is up', () => {
    expect(intact(memory(), undefined)).toBe(true);
    expect(intact(memory(), nobody())).toBe(true);
  });

  test('not before the deployment was formed, nor without a memory', () => {
    expect(intact(memory({ state: 'forming' }), nobody())).toBe(false);
    expect(intact(undefined, nobody())).toBe(false);
  });

  test('not when its keys have vanished from a server that has just started', () => {
    expect(intact(memory({ keys: 10 }), nobody({ keys: 0 }))).toBe(false);
    // Still loading, empty before too, or emptied by its primary: nothing vanished.
    expect(intact(memory({ keys: 10 }), nobody({ keys: 0, loading: true }))).toBe(true);
    expect(intact(memory({ keys: 0 }), nobody({ keys: 0 }))).toBe(true);
    expect(intact(memory({ keys: 10 }), linked('node-2', { keys: 0 }))).toBe(true);
  });
});

describe('of two data sets newer is', () => {
  test('the higher epoch, whatever the rest says', () => {
    expect(newer(memory({ epoch: 4, offset: 1, lastGoodAt: 1 }), memory({ epoch: 3, offset: 900, lastGoodAt: 9, role: 'primary' }))).toBe(true);
  });

  test('within an epoch its primary', () => {
    const [leader, replica] = [memory({ role: 'primary', offset: 1 }), memory({ offset: 900 })];
    expect([newer(leader, replica), newer(replica, leader)]).toEqual([true, false]);
  });

  test('of one stream the longer, whoever was heard last', () => {
    const [long, short] = [memory({ offset: 200, lastGoodAt: 1 }), memory({ offset: 100, lastGoodAt: 9 })];
    expect([newer(long, short), newer(short, long)]).toEqual([true, false]);
  });

  test('between streams the one that was heard last, whoever is longer', () => {
    const [late, early] = [memory({ replicationId: 'a', offset: 1, lastGoodAt: 9 }), memory({ replicationId: 'b', offset: 900, lastGoodAt: 1 })];
    expect([newer(late, early), newer(early, late)]).toEqual([true, false]);
  });

  test('neither of equals', () => {
    expect(newer(memory(), memory())).toBe(false);
  });
});
