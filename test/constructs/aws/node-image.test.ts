import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { NodeImage } from '../../../constructs/aws';
import { anApp, aStack } from './stacks';

describe('debian13() is pinned', () => {
  test('environment-agnostic: a parameter without a default, one for the whole stack', () => {
    const stack = new Stack(anApp(), 'Test');
    const first = NodeImage.debian13().bind(stack, ec2.InstanceArchitecture.ARM_64);
    const second = NodeImage.debian13().bind(stack, ec2.InstanceArchitecture.ARM_64);
    expect(stack.resolve(first.imageId)).toEqual({ Ref: 'RedisHaDebian13Arm64ImageId' });
    expect(stack.resolve(second.imageId)).toEqual(stack.resolve(first.imageId));
    const parameter = Template.fromStack(stack).toJSON().Parameters.RedisHaDebian13Arm64ImageId;
    expect(parameter).toMatchObject({ Type: 'AWS::EC2::Image::Id' });
    expect(parameter.Default).toBeUndefined();
  });

  test('explicit environment: looked up once, then committed context', () => {
    const key = 'ami:account=123456789012:filters.image-type.0=machine:filters.name.0=debian-13-amd64-*:filters.state.0=available'
      + ':owners.0=136693071363:region=eu-central-1';
    const stack = aStack(anApp({ context: { [key]: 'ami-0pinned' } }));
    expect(NodeImage.debian13().bind(stack, ec2.InstanceArchitecture.X86_64).imageId).toBe('ami-0pinned');
  });
});

test('an image of the user\'s keeps its root device, so that the encrypted volume is the root volume', () => {
  const image = NodeImage.of(ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }), { rootDeviceName: '/dev/sda1' });
  expect(image.bind(aStack(), ec2.InstanceArchitecture.X86_64)).toEqual({ imageId: 'ami-1', rootDeviceName: '/dev/sda1', floating: false });
});
