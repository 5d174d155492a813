import { TimeLimit } from '../../../../lib/backup/run/time-limit';

function limit(...remaining: number[]): TimeLimit {
  let call = 0;
  return new TimeLimit({ getRemainingTimeInMillis: () => remaining[Math.min(call++, remaining.length - 1)]! }, 'give it longer');
}

test('a twentieth of the time is kept for ending, 3 to 30 seconds', () => {
  expect(limit(900_000).secondsLeft).toBe(870);
  expect(limit(300_000).secondsLeft).toBe(285);
  expect(limit(10_000).secondsLeft).toBe(7);
});

test('it is kept however much has passed', () => {
  expect(limit(900_000, 100_000).secondsLeft).toBe(70);
  expect(limit(900_000, 20_000).secondsLeft).toBe(0);
});

test('with less than two seconds there is no point in beginning', () => {
  expect(limit(10_000, 5_000).require()).toBe(2);
  expect(() => limit(10_000, 4_900).require()).toThrow(/only 1\.9 s are left for the backup; give it longer$/);
});
