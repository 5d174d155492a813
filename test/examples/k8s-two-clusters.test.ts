import { readFileSync } from 'node:fs';
import type { ChartProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { CacheChart } from '../../examples/k8s-two-clusters/cache-chart';
import { ClusterPlace } from '../../constructs/kubernetes';
import { parsePlan } from '../../lib/plan/parse';
import { exampleChart } from './chart-manifests';

function of(here: ClusterPlace) {
  return exampleChart(class extends CacheChart {
    constructor(scope: Construct, id: string, props?: ChartProps) {
      super(scope, id, { ...props, here });
    }
  });
}
const [home, replica] = [of(ClusterPlace.HOME), of(ClusterPlace.REPLICA)];

test('three pods in each cluster, from one plan', () => {
  expect(home.named('StatefulSet', 'cache-node').spec.replicas).toBe(3);
  expect(replica.named('StatefulSet', 'cache-r2-node').spec.replicas).toBe(3);
  expect(home.named('StatefulSet', 'cache-r2-node')).toBeUndefined();
  const [first, second] = [home, replica].map(({ planFile }) => parsePlan(readFileSync(planFile, 'utf8'), planFile));
  expect(second).toEqual(first);
  expect(first).toMatchObject({ name: 'cache', objectives: { rpoSeconds: 5, rtoSeconds: 10 } });
});

test.each([['node-1', home, 'cache-node-1-address'], ['r2-node-3', replica, 'cache-r2-node-3-address']])('%s has a load balancer inside, by its name', (node, { named }, service) => {
  expect(named('Service', service)).toMatchObject({
    spec: { type: 'LoadBalancer', loadBalancerClass: 'service.k8s.aws/nlb' },
    metadata: {
      annotations: {
        'external-dns.alpha.kubernetes.io/hostname': `${node}.cache.example.com`,
        'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
      },
    },
  });
});

test('the README names what the manifests refer to and do not make, and every user', () => {
  const readme = readFileSync(require.resolve('../../examples/k8s-two-clusters/README.md'), 'utf8');
  const made = home.objects.filter(({ kind }) => kind === 'Secret').map(({ metadata }) => metadata.name);
  expect(made).toEqual([]);
  const { users } = parsePlan(readFileSync(home.planFile, 'utf8'), home.planFile);
  const [, listed] = /for user in ([\w ]+); do/.exec(readme)!;
  expect(listed!.split(' ')).toEqual(users.map(({ name }) => name));
  for (const { objects } of [home, replica]) {
    for (const secret of ['cache-passwords', 'witness-keys']) {
      expect(JSON.stringify(objects)).toContain(`"${secret}"`);
      expect(readme).toContain(` ${secret} `);
    }
  }
  expect(home.named('Certificate', 'cache-certificates').spec.issuerRef).toMatchObject({ name: 'redis', kind: 'ClusterIssuer' });
  expect(readme).toContain('ClusterIssuer `redis`');
});
