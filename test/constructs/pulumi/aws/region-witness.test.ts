import { output } from '@pulumi/pulumi';
import { RegionWitness } from '../../../../constructs/pulumi/aws';
import { recorded } from '../recorded';

test('a store that there is: its URL as it was given, unsigned unless a region is named, and no right in AWS', async () => {
  const url = 'https://records.example.com/redis';
  const { outputs } = await recorded(() => {
    const [plain, signed] = [RegionWitness.url({ url: output(url) }), RegionWitness.url({ url, signingRegion: 'us-east-1' })];
    return { plain: plain._address, signed: signed._address, rights: plain._statements('cache') };
  });
  expect(outputs).toEqual({ plain: { url }, signed: { url, signingRegion: 'us-east-1' }, rights: [] });
});

test.each(['records.example.com', 'ftp://records.example.com', 'https://', ''])('%p is no URL of a store', (url) => {
  expect(() => RegionWitness.url({ url })).toThrow(/witness\.url: got .*give a literal that begins with https:/);
});
