import { InvalidInput } from '../model';

const GIB = 1024 ** 3;

/** GiB per vCPU by family letter. @see https://aws.amazon.com/ec2/instance-types/ */
const PER_VCPU: Record<string, number> = { c: 2, m: 4, r: 8 };

/** GiB of the burstable sizes. */
const BURSTABLE: Record<string, number> = {
  nano: 0.5, micro: 1, small: 2, medium: 4, large: 8, xlarge: 16, '2xlarge': 32,
};

/**
 * Memory of an instance type in bytes, for the families whose ratio of memory to
 * vCPU is the same for every size.
 *
 * @param instanceType for example `r7g.large`
 * @throws InvalidInput for any other type: its memory must then be given
 */
export function instanceMemoryBytes(instanceType: string): number {
  const [family = '', size = ''] = instanceType.split('.');
  const gib = /^t\d/.test(family) ? BURSTABLE[size] : general(family, size);
  if (gib === undefined) {
    throw new InvalidInput('nodeMemory', `not given, and the memory of instanceType ${instanceType} is not known here`,
      'give `nodeMemory`, as the instance type\'s page states it');
  }
  return gib * GIB;
}

function general(family: string, size: string): number | undefined {
  const ratio = /^[cmr]\d+[a-z-]*$/.test(family) ? PER_VCPU[family[0]!] : undefined;
  const vcpus = size === 'medium' ? 1 : size === 'large' ? 2 : size === 'xlarge' ? 4 : Number(/^(\d+)xlarge$/.exec(size)?.[1] ?? Number.NaN) * 4;
  return ratio === undefined || Number.isNaN(vcpus) ? undefined : ratio * vcpus;
}
