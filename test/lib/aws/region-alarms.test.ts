import { regionAlarms } from '../../../lib/aws';
import { WhenUnsure } from '../../../lib/model';
import { twoRegions } from './regions';

const objectives = { rpoSeconds: 12.5, rtoSeconds: 900 };
const change = twoRegions({ objectives, whenUnsure: WhenUnsure.KEEP_WRITING }).regionChange!;

test('further behind than was declared, for three minutes; silence counts where somebody has to follow', () => {
  const { behind } = regionAlarms({ deployment: 'orders', change, follows: true });
  expect(behind).toMatchObject({
    threshold: 12.5, comparison: 'GreaterThanThreshold', periods: 3, datapointsToAlarm: 3, silence: 'breaching',
    metric: { name: 'RegionLag', statistic: 'Maximum', periodSeconds: 60, dimensions: { Deployment: 'orders' } },
  });
  expect(regionAlarms({ deployment: 'orders', change, follows: false }).behind.silence).toBe('notBreaching');
});

test('one node without proof is enough, and whoever is woken reads what its primary does', () => {
  const { unproven } = regionAlarms({ deployment: 'orders', change, follows: true });
  expect(unproven).toMatchObject({
    threshold: 1, comparison: 'GreaterThanOrEqualToThreshold', silence: 'notBreaching', metric: { name: 'RegionUnproven', statistic: 'Sum' },
  });
  expect(unproven.description).toMatch(/orders .*\(whenUnsure: keep-writing\)$/);
});
