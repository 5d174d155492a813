import { heardOut } from '../../../../lib/agent/cluster/heard-out';
import { region } from '../region/region-situations';
import { settings } from '../situations';

test('what was said while cut off has been heard after the node timeout, counted from when the last node learned', () => {
  const rule = { ...settings, nodeTimeoutSeconds: 5 };
  const after = (learnedMsAgo: number): boolean => heardOut({ settings: rule, region: region({ learnedMsAgo }) });
  expect([after(0), after(6999), after(7000)]).toEqual([false, false, true]);
});

test('without regions there is nothing to wait for', () => {
  expect(heardOut({ settings })).toBe(true);
});
