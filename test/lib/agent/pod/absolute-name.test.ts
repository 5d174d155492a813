import { absoluteName } from '../../../../lib/agent/pod/absolute-name';

test('is that of the pod\'s namespace, and nothing else is asked for', () => {
  const conf = 'nameserver 10.96.0.10\nsearch shop.svc.cluster.local svc.cluster.local cluster.local corp.example\noptions ndots:5\n';
  expect(absoluteName('cache-node-1-address', conf)).toBe('cache-node-1-address.shop.svc.cluster.local.');
});

test('of a cluster with a domain of its own', () => {
  expect(absoluteName('a', 'search shop.svc.k8s.example. svc.k8s.example')).toBe('a.shop.svc.k8s.example.');
});

test('stays short where nobody says which domain Services are in', () => {
  expect(absoluteName('a', 'nameserver 127.0.0.1\nsearch corp.example svc.example')).toBe('a');
  expect(absoluteName('a', '')).toBe('a');
});

test('a node of another cluster is known by an address, or by a name that is whole', () => {
  const resolvConf = 'search shop.svc.cluster.local svc.cluster.local cluster.local';
  expect(absoluteName('10.1.2.3', resolvConf)).toBe('10.1.2.3');
  expect(absoluteName('fd00::7', resolvConf)).toBe('fd00::7');
  expect(absoluteName('node-1.cache.example.test', resolvConf)).toBe('node-1.cache.example.test.');
  expect(absoluteName('node-1.cache.example.test.', resolvConf)).toBe('node-1.cache.example.test.');
});
