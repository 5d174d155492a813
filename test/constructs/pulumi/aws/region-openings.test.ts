import { ComponentResource } from '@pulumi/pulumi';
import { regionOpenings } from '../../../../constructs/pulumi/aws/region-openings';
import { recorded } from '../recorded';
import { twoRegions } from '../../../lib/aws/regions';

test('each block of the other region is let in, and reached, at the members\' ports, by names that do not depend on it', async () => {
  const made = await recorded(() => {
    regionOpenings('link', {
      id: 'Home', plan: twoRegions(), securityGroupId: 'sg-1', from: { 'zone-1': '10.1.0.0/20', 'zone-2': '10.1.16.0/20' },
    }, new ComponentResource('test:Link', 'link'));
  });
  const rules = made.resources.filter(({ custom }) => custom);
  expect(rules).toHaveLength(2 * 2 * 3);
  expect(rules.every(({ inputs }) => inputs.securityGroupId === 'sg-1' && inputs.description.startsWith('other region: '))).toBe(true);
  expect(made.named('link-home-in-8379-from-zone-2').inputs).toMatchObject({ cidrIpv4: '10.1.16.0/20', fromPort: 8379, toPort: 8379 });
  expect(made.named('link-home-out-8379-to-zone-2').inputs).toMatchObject({ cidrIpv4: '10.1.16.0/20', fromPort: 8379, toPort: 8379 });
});
