import { DEPLOYMENT_METRICS } from '../../../lib/aws';
import { ISSUER_METRICS } from '../../../lib/certificates';
import { EC2_METRICS } from '../../../lib/config';

test('what is read is what is written, and counts are sums', () => {
  const names = Object.values(DEPLOYMENT_METRICS).map(({ name }) => name);
  const written: string[] = [...Object.values(EC2_METRICS), ISSUER_METRICS.daysLeft];
  expect(names.filter((name) => !written.includes(name))).toEqual([]);
  expect(DEPLOYMENT_METRICS.readyNodes.statistic).toBe('Sum');
  expect(DEPLOYMENT_METRICS.primaries.statistic).toBe('Sum');
});
