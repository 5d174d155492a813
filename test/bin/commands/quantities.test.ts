import { ageText, bytesText, countText } from '../../../bin/commands/quantities';

test.each([[0, '0 B'], [1023, '1023 B'], [1024, '1.0 KiB'], [1.5 * 2 ** 20, '1.5 MiB'], [250 * 2 ** 30, '250 GiB'], [5000 * 2 ** 40, '5000 TiB']])(
  '%s bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

test.each([['12:00:00', '0 s'], ['11:58:01', '119 s'], ['11:58:00', '2 min'], ['10:00:00', '2 h'], ['12:00:30', '0 s']])(
  'since %s it is %s', (time, text) => expect(ageText(`2026-11-22T${time}Z`, new Date('2026-11-22T12:00:00Z'))).toBe(text));

test('days, and numbers people can read', () => {
  expect(ageText('2026-11-19T12:00:00Z', new Date('2026-11-22T12:00:00Z'))).toBe('3 d');
  expect(countText(1_234_567)).toBe('1,234,567');
});
