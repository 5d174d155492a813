import { checkLink, checkReturn } from '../../../../constructs/pulumi/aws/region-link-checks';

const found = { here: 'eu-central-1', home: 'eu-central-1', cidr: '10.0.0.0/16', cidrThere: '10.1.0.0/16' };

test('each side is of its region, and networks lie apart', () => {
  expect(() => checkLink('link', found)).not.toThrow();
  expect(() => checkReturn('return', 'eu-west-1', 'eu-west-1')).not.toThrow();
});

test('a provider of another region is refused', () => {
  expect(() => checkLink('link', { ...found, here: 'eu-west-1' }))
    .toThrow(/^link: opts\.provider: link is in eu-west-1, and makes routes of eu-central-1; give it a provider of eu-central-1, the home region$/);
  expect(() => checkReturn('return', 'eu-central-1', 'eu-west-1'))
    .toThrow(/^return: opts\.provider: return is in eu-central-1, .*; give it a provider of eu-west-1, the other region$/);
});

test('networks that overlap are refused', () => {
  expect(() => checkLink('link', { ...found, cidrThere: '10.0.128.0/17' }))
    .toThrow(/^link: vpcId: the home region has 10\.0\.0\.0\/16, the other one 10\.0\.128\.0\/17: they overlap/);
});
