import { CfnParameter, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** The account that publishes Debian's images. @see https://wiki.debian.org/Cloud/AmazonEC2Image */
const DEBIAN_OWNER = '136693071363';
const DEBIAN_ROOT_DEVICE = '/dev/xvda';

/** What the library cannot see of an image of the user's. */
export interface NodeImageOptions {
  /**
   * Its Debian release, for example `trixie`.
   *
   * @default - unknown: engine and packages are only checked at boot
   */
  readonly debianRelease?: string;
  /**
   * Its root device, as the image calls it. With another name the root volume would not be the encrypted one.
   *
   * @default '/dev/xvda'
   */
  readonly rootDeviceName?: string;
}

/** What an image turned out to be. */
export interface NodeImageConfig {
  readonly imageId: string;
  readonly rootDeviceName: string;
  /** Debian release, for example `trixie`; undefined when it is not known. */
  readonly debianRelease?: string;
  /** Set when the image changes by itself from one deployment to the next. */
  readonly floating: boolean;
}

/**
 * The machine image of the nodes. A new image replaces every node, one after the
 * other, so an image is pinned unless the user asks for something else.
 */
export class NodeImage {
  /**
   * Debian 13, pinned. In a stack with an explicit account and region the image is looked up once and pinned by
   * `cdk.context.json`, which is to be committed. In an environment-agnostic stack it is a template parameter
   * (`RedisHaDebian13Arm64ImageId` or `...Amd64...`) to be given at the first deployment, which CloudFormation then keeps.
   */
  public static debian13(): NodeImage {
    return new NodeImage({ debianRelease: 'trixie' }, false, (scope, arch) => {
      const stack = Stack.of(scope);
      return Token.isUnresolved(stack.account) || Token.isUnresolved(stack.region)
        ? imageParameter(stack, arch)
        : ec2.MachineImage.lookup({ name: `debian-13-${arch}-*`, owners: [DEBIAN_OWNER] }).getImage(scope).imageId;
    });
  }

  /**
   * The newest Debian 13 at every deployment, through the SSM parameter Debian publishes. Opt-in with a warning:
   * a deployment that changes nothing else replaces every node when Debian has published an image since.
   */
  public static debian13Latest(): NodeImage {
    return new NodeImage({ debianRelease: 'trixie' }, true, (scope, arch) =>
      ec2.MachineImage.fromSsmParameter(`/aws/service/debian/release/13/latest/${arch}`).getImage(scope).imageId);
  }

  /** An image of the user's, for example `ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-...' })`. */
  public static of(image: ec2.IMachineImage, options: NodeImageOptions = {}): NodeImage {
    return new NodeImage(options, false, (scope) => image.getImage(scope).imageId);
  }

  /** Debian release, undefined when it is not known. */
  public readonly debianRelease?: string;
  readonly #rootDeviceName: string;
  readonly #floating: boolean;
  readonly #resolve: (scope: Construct, arch: string) => string;

  private constructor(options: NodeImageOptions, floating: boolean, resolve: (scope: Construct, arch: string) => string) {
    this.debianRelease = options.debianRelease;
    this.#rootDeviceName = options.rootDeviceName ?? DEBIAN_ROOT_DEVICE;
    this.#floating = floating;
    this.#resolve = resolve;
  }

  /** Called by the construct that launches the nodes. */
  public bind(scope: Construct, architecture: ec2.InstanceArchitecture): NodeImageConfig {
    return {
      imageId: this.#resolve(scope, architecture === ec2.InstanceArchitecture.ARM_64 ? 'arm64' : 'amd64'),
      rootDeviceName: this.#rootDeviceName,
      debianRelease: this.debianRelease,
      floating: this.#floating,
    };
  }
}

/** One parameter per stack and architecture; in the outermost stack, since nobody could give a nested one a value. */
function imageParameter(stack: Stack, arch: string): string {
  let outermost = stack;
  while (outermost.nestedStackParent) {
    outermost = outermost.nestedStackParent;
  }
  const id = `RedisHaDebian13${arch === 'arm64' ? 'Arm64' : 'Amd64'}ImageId`;
  const existing = outermost.node.tryFindChild(id) as CfnParameter | undefined;
  const parameter = existing ?? new CfnParameter(outermost, id, {
    type: 'AWS::EC2::Image::Id',
    description: `Debian 13 (trixie) ${arch} image of the Redis nodes, from https://wiki.debian.org/Cloud/AmazonEC2Image; changing it replaces every node`,
  });
  return parameter.valueAsString;
}
