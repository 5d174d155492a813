import { checkColderClasses, frozenClasses, type ColderClass } from '../../../lib/aws';

const check = (...moves: [string, number][]): (() => void) => () =>
  checkColderClasses('transitions', moves.map(([storageClass, days]): ColderClass => ({ storageClass, days })));

test('what S3 offers is accepted', () => {
  expect(check()).not.toThrow();
  expect(check(['GLACIER_IR', 0])).not.toThrow();
  expect(check(['INTELLIGENT_TIERING', 0], ['DEEP_ARCHIVE', 1])).not.toThrow();
  expect(check(['STANDARD_IA', 30], ['GLACIER_IR', 60], ['GLACIER', 150], ['DEEP_ARCHIVE', 240])).not.toThrow();
});

test.each([
  ['too early for infrequent access', check(['STANDARD_IA', 29]), /^transitions\[0\]\.after: got 29 days for STANDARD_IA; give whole days, at least 30$/],
  ['half a day', check(['GLACIER_IR', 0.5]), /transitions\[0\]\.after: got 0.5 days/],
  ['a class that S3 has not', check(['COLD', 30]), /transitions\[0\]\.storageClass: got COLD; use one of INTELLIGENT_TIERING, /],
  ['back to a warmer class', check(['GLACIER_IR', 30], ['STANDARD_IA', 200]), /transitions\[1\]\.storageClass: S3 moves no object from GLACIER_IR to STANDARD_IA/],
  ['a move S3 has not', check(['ONEZONE_IA', 30], ['GLACIER_IR', 90]), /S3 moves no object from ONEZONE_IA to GLACIER_IR/],
  ['away before the stay is over', check(['STANDARD_IA', 30], ['GLACIER', 59]), /transitions\[1\]\.after: got 59 days, 29 after.*at least 60 days/],
  ['paid for but not used', check(['GLACIER_IR', 30], ['DEEP_ARCHIVE', 60]), /at least 120 days/],
])('%s is refused', (_, attempt, message) => {
  expect(attempt).toThrow(message);
});

test('frozen are the classes that must be thawed', () => {
  expect(frozenClasses([{ storageClass: 'GLACIER_IR', days: 1 }, { storageClass: 'GLACIER', days: 91 }])).toEqual(['GLACIER']);
});
