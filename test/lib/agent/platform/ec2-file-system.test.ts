import { growFileSystem } from '../../../../lib/agent/platform/ec2-file-system';
import { FakeSystem } from '../ec2-node';

test('grows the file system of a volume that has grown, and only then', async () => {
  const system = new FakeSystem();
  let known = await growFileSystem(system, undefined);
  expect(system.ran).toEqual(['resize2fs /dev/nvme1n1']);
  known = await growFileSystem(system, known);
  expect(system.ran).toHaveLength(1);
  system.volumeBytes *= 2;
  known = await growFileSystem(system, known);
  expect(system.ran).toHaveLength(2);
  expect(known).toBe(system.volumeBytes);
});

test('one that failed is tried again', async () => {
  const system = new FakeSystem();
  system.before = (step) => {
    if (step.startsWith('resize2fs')) {
      throw new Error('busy');
    }
  };
  await expect(growFileSystem(system, undefined)).rejects.toThrow('busy');
  system.before = () => undefined;
  await growFileSystem(system, undefined);
  expect(system.ran).toEqual(['resize2fs /dev/nvme1n1']);
});
