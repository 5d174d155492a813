import { BEST_AGE_MS, bestMoment, infoAge, LAST_AGE_MS, learnsInMs, wouldPromote, type SeenReplica } from '../../../../lib/agent/sentinel/info-phase';
import { FakeLink } from '../fake-link';

const seen = (over: Partial<SeenReplica> = {}): SeenReplica =>
  ({ host: '10.0.0.2', priority: 100, offset: 500, runId: 'b', lost: false, infoAgeMs: 300, ...over });

describe('when a Sentinel learns of a promotion', () => {
  test('at its next INFO, when that comes behind the promotion', () => {
    expect(learnsInMs(seen({ infoAgeMs: 300 }))).toBe(700);
    expect(learnsInMs(seen({ infoAgeMs: 0 }))).toBe(1000);
  });

  test('a second later when the next INFO is sent before the promotion: no age is worse', () => {
    expect(learnsInMs(seen({ infoAgeMs: 850 }))).toBeGreaterThan(1100);
    expect(learnsInMs(seen({ infoAgeMs: 1100 }))).toBeGreaterThan(1000);
    expect(learnsInMs(seen({ infoAgeMs: NaN }))).toBeGreaterThan(1100);
  });

  test('the best age is the one with the shortest wait, and two turns of the timer fit before the INFO is due', () => {
    const ages = Array.from({ length: 1200 }, (_, infoAgeMs) => learnsInMs(seen({ infoAgeMs })));
    expect(learnsInMs(seen({ infoAgeMs: BEST_AGE_MS }))).toBe(Math.min(...ages));
    expect(1000 - BEST_AGE_MS).toBeGreaterThanOrEqual(200);
    expect(1000 - LAST_AGE_MS).toBeGreaterThanOrEqual(200);
  });
});

test('Sentinel goes by priority, then by the longest log, then by the run id, and never by who cannot be promoted', () => {
  const a = seen({ host: 'a', runId: 'a' });
  const longest = seen({ host: 'longest', offset: 600 });
  const chosen = seen({ host: 'chosen', priority: 1, offset: 1 });
  expect(wouldPromote([longest, chosen, a])?.host).toBe('chosen');
  expect(wouldPromote([a, longest])?.host).toBe('longest');
  expect(wouldPromote([seen(), a])?.host).toBe('a');
  expect(wouldPromote([seen({ host: 'never', priority: 0 }), seen({ host: 'gone', lost: true, offset: 900 }), a])?.host).toBe('a');
  expect(wouldPromote([seen({ priority: 0 })])).toBeUndefined();
});

describe('waiting for the best moment', () => {
  const sentinel = (age: () => number): FakeLink => new FakeLink(() => [
    ['ip', '10.0.0.3', 'info-refresh', '1'], ['ip', '10.0.0.2', 'slave-priority', '100', 'flags', 'slave', 'info-refresh', String(age())],
  ]);

  test('it comes when the INFO of that very replica is old enough, not before', async () => {
    const began = Date.now();
    const it = sentinel(() => 600 + Date.now() - began);
    expect(await bestMoment(it.link, 'demo', '10.0.0.2', 25, began + 3000)).toBe(true);
    expect(Date.now() - began).toBeGreaterThanOrEqual(BEST_AGE_MS - 25 - 600);
  });

  test('one that has passed is not taken: the next one is waited for', async () => {
    const began = Date.now();
    const it = sentinel(() => (900 + Date.now() - began) % 1000);
    expect(await bestMoment(it.link, 'demo', '10.0.0.2', 25, began + 3000)).toBe(true);
    expect(Date.now() - began).toBeGreaterThan(700);
  });

  test('it is given up in time, and at once where the Sentinel does not say', async () => {
    expect(await bestMoment(sentinel(() => 950).link, 'demo', '10.0.0.2', 25, Date.now() + 100)).toBe(false);
    const began = Date.now();
    expect(await bestMoment(sentinel(() => 0).link, 'demo', '10.0.0.9', 25, began + 3000)).toBe(false);
    expect(Date.now() - began).toBeLessThan(1000);
    expect(await infoAge(new FakeLink(() => { throw new Error('gone'); }).link, 'demo', '10.0.0.2')).toBeNaN();
  });
});
