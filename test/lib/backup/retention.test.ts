import { decideRetention, type Candidate, type RetentionOptions } from '../../../lib/backup/retention';
import type { RetentionPolicy } from '../../../lib/backup/retention-policy';
import { candidate, verified } from './candidates';

const NOW = new Date('2026-03-31T12:00:00Z');
const kept = (backups: Candidate[], policy: RetentionPolicy, options?: RetentionOptions): string[] =>
  decideRetention(backups, policy, NOW, options).filter(({ keep }) => keep).map(({ backup }) => backup.createdAt.slice(0, 16));
const at = (...times: string[]): Candidate[] => times.map((time) => candidate(`${time}Z`));

test('a policy without a rule is an error, and so is a number that is none', () => {
  expect(() => decideRetention([], {}, NOW)).toThrow('policy: has no rule; give at least one of last');
  expect(() => decideRetention([], { last: 0 }, NOW)).toThrow('last: got 0');
  expect(() => decideRetention([], { daily: 1.5 }, NOW)).toThrow('daily: got 1.5');
  expect(() => decideRetention([], { withinDays: NaN }, NOW)).toThrow('withinDays: got NaN');
});

test('the newest so many, and all of the last days', () => {
  const backups = at('2026-03-31T00:00', '2026-03-30T00:00', '2026-03-29T00:00', '2026-01-01T00:00');
  expect(kept(backups, { last: 2 })).toEqual(['2026-03-31T00:00', '2026-03-30T00:00']);
  expect(kept(backups, { withinDays: 2.5 })).toEqual(['2026-03-31T00:00', '2026-03-30T00:00', '2026-03-29T00:00']);
});

test('the newest of each day, in UTC, whatever the clocks did that night', () => {
  // Europe changes at 01:00Z on 29 March 2026, the United States at 07:00Z on 8 March.
  const backups = at('2026-03-29T00:30', '2026-03-29T01:30', '2026-03-28T23:59', '2026-03-08T06:59', '2026-03-08T07:01', '2026-03-08T00:00');
  expect(kept(backups, { daily: 3 })).toEqual(['2026-03-29T01:30', '2026-03-28T23:59', '2026-03-08T07:01']);
});

test('days without a backup do not count', () => {
  expect(kept(at('2026-03-01T00:00', '2025-03-01T00:00', '2024-03-01T00:00'), { daily: 2 })).toEqual(['2026-03-01T00:00', '2025-03-01T00:00']);
});

test('weeks begin on Monday, over the turn of the year too', () => {
  // 29 December 2025 is a Monday, 4 January 2026 the Sunday of that week.
  const backups = at('2026-01-05T00:00', '2026-01-04T23:59', '2025-12-31T23:59', '2025-12-29T00:00', '2025-12-28T23:59');
  expect(kept(backups, { weekly: 9 })).toEqual(['2026-01-05T00:00', '2026-01-04T23:59', '2025-12-28T23:59']);
});

test('months and years at their borders, and a leap day', () => {
  const backups = at('2024-03-01T00:00', '2024-02-29T23:59', '2024-02-28T23:59', '2024-01-31T23:59', '2023-12-31T23:59', '2023-01-01T00:00');
  expect(kept(backups, { monthly: 9 })).toEqual(
    ['2024-03-01T00:00', '2024-02-29T23:59', '2024-01-31T23:59', '2023-12-31T23:59', '2023-01-01T00:00']);
  expect(kept(backups, { yearly: 2 })).toEqual(['2024-03-01T00:00', '2023-12-31T23:59']);
});

test('rules add up, and every reason is told', () => {
  const [first, second] = decideRetention(at('2026-03-31T00:00', '2026-03-30T00:00'), { last: 1, daily: 1, monthly: 1 }, NOW);
  expect(first!.why).toEqual(['newest intact one', 'among the last 1', 'daily: newest of 2026-03-31', 'monthly: newest of 2026-03']);
  expect(second).toMatchObject({ keep: false, why: ['no rule keeps it'] });
});

test('the newest verified backup stays however old, and the newest intact one although it is not verified', () => {
  const backups = [candidate('2020-01-01T00:00Z', { verified }), candidate('2019-01-01T00:00Z', { verified }), ...at('2025-01-01T00:00', '2024-01-01T00:00')];
  expect(kept(backups, { withinDays: 1 })).toEqual(['2025-01-01T00:00', '2020-01-01T00:00']);
});

test('damaged and unfinished ones take no place of an intact one', () => {
  const backups = [
    candidate('2026-03-31T11:00Z', { state: 'incomplete' }), candidate('2026-03-31T10:00Z', { state: 'damaged', problem: 'cut' }),
    ...at('2026-03-30T00:00', '2026-03-29T00:00'),
  ];
  expect(kept(backups, { last: 1 })).toEqual(['2026-03-31T11:00', '2026-03-31T10:00', '2026-03-30T00:00']);
});

test('what may be under way stays; what nobody wrote to for a day goes', () => {
  const old = '2026-03-30T11:59Z';
  const unfinished = (more: Partial<Candidate>): boolean =>
    decideRetention([candidate(old, { state: 'incomplete', ...more })], { last: 1 }, NOW)[0]!.keep;
  expect(unfinished({})).toBe(false);
  expect(unfinished({ touchedAt: '2026-03-31T11:00:00Z' })).toBe(true);
  expect(decideRetention([candidate('2026-03-30T12:01Z', { state: 'incomplete' })], { last: 1 }, NOW)[0]!.keep).toBe(true);
});

test('damaged ones go only when told, and only where an intact one is', () => {
  const damaged = candidate('2020-01-01T00:00Z', { state: 'damaged', problem: 'shard-1.rdb is missing' });
  const intact = candidate('2019-01-01T00:00Z');
  expect(kept([damaged, intact], { last: 1 })).toHaveLength(2);
  expect(kept([damaged, intact], { last: 1 }, { dropDamaged: true })).toEqual(['2019-01-01T00:00']);
  expect(kept([damaged, { ...intact, deployment: 'other' }], { last: 1 }, { dropDamaged: true })).toHaveLength(2);
});

test('one whose newest verification failed is neither the newest intact one nor counted, and goes only when damaged ones do', () => {
  const failed = candidate('2026-03-30T00:00Z', { failed: { at: '2026-03-31T00:00:00Z', problems: ['shard-1.rdb is other'] } });
  const backups = [failed, ...at('2026-03-29T00:00', '2026-03-28T00:00')];
  expect(kept(backups, { last: 1 })).toEqual(['2026-03-30T00:00', '2026-03-29T00:00']);
  expect(kept(backups, { last: 1 }, { dropDamaged: true })).toEqual(['2026-03-29T00:00']);
  expect(kept([failed], { last: 1 }, { dropDamaged: true })).toHaveLength(1);
  expect(decideRetention([failed], { last: 1 }, NOW)[0]!.why[0]).toBe('damaged: a verification failed at 2026-03-31T00:00:00Z: shard-1.rdb is other');
});

test('what a newer version wrote stays', () => {
  const newer = candidate('2020-01-01T00:00Z', { state: 'newer', problem: 'update' });
  expect(kept([newer, ...at('2026-01-01T00:00')], { last: 1 }, { dropDamaged: true })).toHaveLength(2);
});

test('deployments are decided separately', () => {
  const backups = at('2026-03-31T00:00', '2026-03-30T00:00').flatMap((backup) => [backup, { ...backup, deployment: 'other' }]);
  expect(kept(backups, { last: 1 })).toEqual(['2026-03-31T00:00', '2026-03-31T00:00']);
});
