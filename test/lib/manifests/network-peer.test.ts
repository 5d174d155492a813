import { policyPeers } from '../../../lib/manifests/network-peer';

test('peers are as a NetworkPolicy has them', () => {
  expect(policyPeers('clients', [
    { podSelector: {} },
    { podSelector: { matchLabels: { app: 'web' } }, namespaceSelector: { matchExpressions: [{ key: 'env', operator: 'In', values: ['prod'] }] } },
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
  ])).toEqual([
    { podSelector: {} },
    { podSelector: { matchLabels: { app: 'web' } }, namespaceSelector: { matchExpressions: [{ key: 'env', operator: 'In', values: ['prod'] }] } },
    { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } },
  ]);
  expect(policyPeers('clients')).toEqual([]);
});

test('a peer that is nobody, or pods and addresses in one, is refused by its place', () => {
  expect(() => policyPeers('dns', [{ podSelector: {} }, {}])).toThrow(/^dns\[1\]: names nobody; give podSelector/);
  expect(() => policyPeers('dns', [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }])).toThrow(/^dns\[0\]: names pods and addresses/);
});
