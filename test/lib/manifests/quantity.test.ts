import { bytesQuantity, cpuQuantity } from '../../../lib/manifests/quantity';

test.each([
  [1024 ** 3, '1Gi'], [1792 * 1024 ** 2, '1792Mi'], [2 * 1024 ** 4, '2Ti'], [1024 ** 2, '1Mi'], [3 * 1024 ** 3 + 1024 ** 2, '3073Mi'],
])('%d bytes are %s, as the API server writes them', (bytes, text) => {
  expect(bytesQuantity(bytes, 'up')).toBe(text);
  expect(bytesQuantity(bytes, 'down')).toBe(text);
});

test('a fraction is rounded as it is asked for', () => {
  expect(bytesQuantity(1024 ** 2 + 1, 'up')).toBe('2Mi');
  expect(bytesQuantity(1024 ** 2 + 1, 'down')).toBe('1Mi');
});

test.each([[500, '500m'], [1000, '1'], [2500, '2500m'], [4000, '4']])('%d millicores are %s', (millicores, text) => {
  expect(cpuQuantity(millicores)).toBe(text);
});
