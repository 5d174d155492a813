import fc from 'fast-check';
import { decideRetention, type Candidate } from '../../../lib/backup/retention';
import type { RetentionPolicy } from '../../../lib/backup/retention-policy';
import { candidate, verified } from './candidates';

const NOW = new Date('2026-06-30T12:00:00Z');
const DAY_MS = 86_400_000;

/** Some at borders of days, months and years, where an hour's mistake shows. */
const moment = fc.oneof(
  fc.integer({ min: 0, max: 900 * DAY_MS }).map((ago) => new Date(NOW.getTime() - ago)),
  fc.tuple(
    fc.constantFrom('2024-02-29', '2024-03-01', '2024-12-30', '2024-12-31', '2025-01-01', '2025-03-30', '2025-10-26', '2025-12-29', '2026-01-01', '2026-01-04'),
    fc.constantFrom('T00:00:00Z', 'T00:00:01Z', 'T00:59:59Z', 'T02:30:00Z', 'T23:59:59Z'),
  ).map(([day, time]) => new Date(day + time)),
);

const backup: fc.Arbitrary<Candidate> = fc.record({
  at: moment,
  deployment: fc.constantFrom('a', 'b'),
  state: fc.constantFrom<Candidate['state'][]>('complete', 'complete', 'complete', 'incomplete', 'damaged', 'newer'),
  isVerified: fc.boolean(),
}).map(({ at, deployment, state, isVerified }) =>
  candidate(at, { deployment, state, ...(state === 'complete' && isVerified ? { verified } : {}) }));

const backups = fc.uniqueArray(backup, { maxLength: 40, selector: ({ deployment, id }) => `${deployment}/${id}` });
// Seldom more than two rules, and small ones: a policy that keeps everything tests nothing.
const seldom = (max: number, min: number): fc.Arbitrary<number | undefined> =>
  fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary: fc.integer({ min, max }), weight: 1 });
const count = seldom(6, 1);
const policy: fc.Arbitrary<RetentionPolicy> = fc.record({
  last: count,
  withinDays: seldom(300, 0),
  daily: count, weekly: count, monthly: count, yearly: count,
}).filter((rules) => Object.values(rules).some((rule) => rule !== undefined));
const options = fc.record({ dropDamaged: fc.boolean() });

const keptOf = (given: Candidate[], rules: RetentionPolicy, more = {}): Candidate[] =>
  decideRetention(given, rules, NOW, more).filter(({ keep }) => keep).map(({ backup: one }) => one);

test('every backup is decided once, with a reason', () => {
  fc.assert(fc.property(backups, policy, options, (given, rules, more) => {
    const decisions = decideRetention(given, rules, NOW, more);
    expect(new Set(decisions.map((decision) => decision.backup))).toEqual(new Set(given));
    expect(decisions).toHaveLength(given.length);
    expect(decisions.every(({ why }) => why.length > 0)).toBe(true);
  }));
});

test('of every deployment the newest intact one and the newest verified one stay', () => {
  fc.assert(fc.property(backups, policy, options, (given, rules, more) => {
    const kept = new Set(keptOf(given, rules, more));
    for (const deployment of ['a', 'b']) {
      const intact = given.filter((one) => one.deployment === deployment && one.state === 'complete')
        .sort((x, y) => Date.parse(y.createdAt) - Date.parse(x.createdAt));
      const musts = [intact[0], intact.find((one) => one.verified)].filter((one) => one !== undefined);
      expect(musts.every((one) => kept.has(one))).toBe(true);
    }
  }));
});

test('deciding again about what was kept lets nothing more go', () => {
  fc.assert(fc.property(backups, policy, options, (given, rules, more) => {
    const kept = keptOf(given, rules, more);
    expect(keptOf(kept, rules, more)).toEqual(kept);
  }));
});

test('a policy that asks for more never keeps less', () => {
  fc.assert(fc.property(backups, policy, policy, options, (given, one, other, more) => {
    const rules = ['last', 'withinDays', 'daily', 'weekly', 'monthly', 'yearly'] as const;
    const larger = Object.fromEntries(rules.flatMap((rule) => {
      const given2 = [one[rule], other[rule]].filter((value) => value !== undefined);
      return given2.length > 0 ? [[rule, Math.max(...given2)]] : [];
    })) as RetentionPolicy;
    const kept = new Set(keptOf(given, larger, more));
    expect(keptOf(given, one, more).every((backup2) => kept.has(backup2))).toBe(true);
  }));
});

test('the order they are given in does not matter', () => {
  const both = backups.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length })));
  fc.assert(fc.property(both, policy, options, ([given, shuffled], rules, more) => {
    expect(decideRetention(shuffled, rules, NOW, more)).toEqual(decideRetention(given, rules, NOW, more));
  }));
});

test('another deployment changes nothing', () => {
  fc.assert(fc.property(backups, policy, options, (given, rules, more) => {
    const alone = given.filter(({ deployment }) => deployment === 'a');
    expect(keptOf(given, rules, more).filter(({ deployment }) => deployment === 'a')).toEqual(keptOf(alone, rules, more));
  }));
});

test('time that passes without backups lets no counted one go', () => {
  const counted = policy.map((rules) => ({ ...rules, withinDays: undefined }))
    .filter((rules) => Object.values(rules).some((rule) => rule !== undefined));
  fc.assert(fc.property(backups, counted, fc.integer({ min: 0, max: 3000 }), (given, rules, days) => {
    const intact = given.filter(({ state }) => state === 'complete');
    const later = new Date(NOW.getTime() + days * DAY_MS);
    expect(decideRetention(intact, rules, later)).toEqual(decideRetention(intact, rules, NOW));
  }));
});
