import { MOST_PARTS, partBytes, partsInFlight } from '../../../../lib/backup/store/part-size';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

test('ten thousand parts hold 4.6 TiB, and S3 accepts each of them', () => {
  const sizes = Array.from({ length: MOST_PARTS }, (_, index) => partBytes(index + 1));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5 * MIB);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(5 * GIB);
  expect(sizes.reduce((sum, size) => sum + size) / GIB / 1024).toBeGreaterThan(4.6);
});

test.each([[8.5, 40], [25, 48], [60, 64], [128, 128]])('an object of %d GiB takes no more than %d MiB of buffers', (gibibytes, most) => {
  let buffers = 0;
  for (let number = 1, bytes = 0; bytes < gibibytes * GIB; number += 1) {
    const size = partBytes(number);
    buffers = Math.max(buffers, (partsInFlight(size) + 1) * size);
    bytes += size;
  }
  expect(buffers / MIB).toBeLessThanOrEqual(most);
});
