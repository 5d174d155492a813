import { now, sleep } from '../../../lib/drill/clock';
import { Exposure } from '../../../lib/drill/exposure';

/** A lab that lacks something from one moment to another, counted from its beginning. */
function lab(spans: [number, number][]): { lacking(): Promise<string> } {
  const began = now();
  return {
    lacking: async () => (spans.some(([from, to]) => now() - began >= from && now() - began < to) ? 'a replica is missing' : ''),
  };
}

async function watched(spans: [number, number][], forMs: number): Promise<number | undefined> {
  const exposure = new Exposure(lab(spans));
  const from = now();
  exposure.begin();
  await sleep(forMs);
  await exposure.end();
  return exposure.ms(from);
}

describe('Exposure', () => {
  test('lasts until everything is there and stays there', async () => {
    expect(await watched([[0, 900], [1600, 2100]], 3500)).toBeGreaterThanOrEqual(2100);
  }, 10_000);

  test('is none where nothing was ever lacking, and unknown where it never ended', async () => {
    expect(await watched([], 1200)).toBe(0);
    expect(await watched([[0, 60_000]], 1200)).toBeUndefined();
    expect(new Exposure(lab([])).ms(0)).toBeUndefined();
  }, 10_000);
});
