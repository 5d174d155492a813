import { lossesOf } from '../../../../lib/drill/backups/losses';
import { ledgerOfOne, write } from '../synthetic';

const BACKUP = { createdAt: new Date(5000).toISOString() };

test('lost writes are told apart by whether the backup had to hold them, could not, or the new deployment took them', () => {
  const ledger = ledgerOfOne();
  const before = write(ledger, 4000, 5000, { every: 100 });
  const since = write(ledger, 5000, 9000, { every: 100 });
  const after = write(ledger, 12_000, 12_500, { every: 100 });
  expect(lossesOf(ledger, [...since], BACKUP, 10_000)).toEqual({ before: 0, since: 40, after: 0, spanMs: 4999 });
  expect(lossesOf(ledger, [before.at(-1)!, ...since.slice(20), after[0]!], BACKUP, 10_000))
    .toEqual({ before: 1, since: 20, after: 1, spanMs: 2999 });
  expect(lossesOf(ledger, [], BACKUP, 10_000)).toEqual({ before: 0, since: 0, after: 0, spanMs: 0 });
});

test('one that was on its way when the backup began may be in it or not', () => {
  const ledger = ledgerOfOne();
  const [index] = write(ledger, 4999.5, 5000, { every: 10 });
  expect(lossesOf(ledger, [index!], BACKUP, 10_000)).toMatchObject({ before: 0, since: 1 });
});
