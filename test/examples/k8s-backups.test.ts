import { Testing } from 'cdk8s';
import { BackupsChart } from '../../examples/k8s-backups/backups-chart';
import { exampleChart } from './chart-manifests';

const { objects, named } = exampleChart(BackupsChart);

test('a deployment and a CronJob that backs it up as the service account of the README', () => {
  expect(named('CronJob', 'orders-backup').spec.jobTemplate.spec.template.spec.serviceAccountName).toBe('orders-backup');
  expect(named('ServiceAccount', 'orders-backup').metadata.annotations)
    .toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/redis-backups' });
  expect(objects.filter(({ kind, metadata }) => kind === 'Job' && metadata.name.includes('proof'))).toEqual([]);
});

test('asked to prove a backup it has the Job of the README', () => {
  const chart = new BackupsChart(Testing.app(), 'orders', { namespace: 'redis', prove: '20261122T150203Z-4f3a91' });
  const quiet = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const jobs = Testing.synth(chart).filter(({ kind }) => kind === 'Job').map(({ metadata }) => metadata.name);
  quiet.mockRestore();
  expect(jobs.filter((name) => name?.startsWith('orders-proof-20261122t150203z-4f3a91-'))).toHaveLength(1);
});
