/**
 * Architecture of an instance type, as Debian calls it: `arm64` for AWS' own processors, which bear a `g` behind the generation,
 * and the first family of them, `a1`; else `amd64`.
 *
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function instanceArchitecture(instanceType: string): string {
  const [family = ''] = instanceType.split('.');
  return family === 'a1' || /^[a-z]+\d+[a-z-]*g/.test(family) ? 'arm64' : 'amd64';
}
