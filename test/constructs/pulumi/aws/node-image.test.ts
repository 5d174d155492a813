import { runtime } from '@pulumi/pulumi';
import { NodeImage } from '../../../../constructs/pulumi/aws';
import { sentinel } from './declared';

const image = async (chosen?: NodeImage): Promise<{ id: string; ignored: string[]; logged: string }> => {
  const made = await sentinel({ image: chosen });
  const { inputs, options } = made.named('cache-node-1-launch-template');
  return { id: inputs.imageId, ignored: options.ignoreChanges, logged: made.logged.join(' ') };
};

test('Debian 13 stays what it was when the node was made', async () => {
  expect(await image(NodeImage.debian13())).toMatchObject({ id: 'ami-newest', ignored: ['imageId'] });
});

test('an image in the configuration is followed', async () => {
  runtime.setAllConfig({ 'redis-ha-constructs:debian13Arm64ImageId': 'ami-configured' });
  try {
    expect(await image(NodeImage.debian13())).toMatchObject({ id: 'ami-configured', ignored: [] });
  } finally {
    runtime.setAllConfig({});
  }
});

test('the newest at every deployment comes with a warning', async () => {
  const latest = await image(NodeImage.debian13Latest());
  expect(latest).toMatchObject({ id: 'ami-latest', ignored: [] });
  expect(latest.logged).toContain('redis-ha-constructs:floating-image');
});
