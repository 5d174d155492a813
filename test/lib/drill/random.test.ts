import * as fc from 'fast-check';

import { Random } from '../../../lib/drill/random';

describe('Random', () => {
  test('the same seed makes the same choices, another seed others', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 20 }, () => random.whole(0, 1000));
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  test('stays within its bounds and loses nothing when it shuffles', () => {
    fc.assert(fc.property(fc.integer(), fc.array(fc.integer(), { minLength: 1 }), (seed, list) => {
      const random = new Random(seed);
      expect([...random.shuffle(list)].sort()).toEqual([...list].sort());
      expect(list).toContain(random.pick(list));
      const value = random.between(2, 5);
      expect(value >= 2 && value < 5).toBe(true);
    }));
    expect(() => new Random(1).pick([])).toThrow('nothing to pick');
  });
});
