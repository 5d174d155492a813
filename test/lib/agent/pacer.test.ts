import { Pacer } from '../../../lib/agent/pacer';

const took = async (rest: Promise<void>): Promise<number> => {
  const began = Date.now();
  await rest;
  return Date.now() - began;
};

test('rests for as long as it is told', async () => {
  expect(await took(new Pacer().rest(80))).toBeGreaterThanOrEqual(75);
});

test('a nudge ends the rest, or the next one, and that one only', async () => {
  const pacer = new Pacer();
  setTimeout(() => pacer.nudge(), 20);
  expect(await took(pacer.rest(5000))).toBeLessThan(2000);
  pacer.nudge();
  expect(await took(pacer.rest(5000))).toBeLessThan(2000);
  expect(await took(pacer.rest(80))).toBeGreaterThanOrEqual(75);
});
