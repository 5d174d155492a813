import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { InvalidInput } from '../../../lib/model';

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

/** What an image turned out to be. @internal */
export interface NodeImageConfig {
  readonly imageId: pulumi.Output<string>;
  readonly rootDeviceName: string;
  /** Set when the image changes by itself from one deployment to the next. */
  readonly floating: boolean;
  /** Whether a node keeps the image that it was first given, whatever would be chosen today. */
  readonly keptAsFirstChosen: boolean;
}

type Chosen = Pick<NodeImageConfig, 'imageId' | 'keptAsFirstChosen'>;

/** The other region of a deployment, where an image is for that one's nodes. */
interface Elsewhere {
  readonly region: string;
  /** Whether the image was declared for the home region. */
  readonly ofHome: boolean;
}

type Choice = (parent: pulumi.Resource, arch: string, elsewhere?: Elsewhere) => Chosen;

/**
 * The machine image of the nodes. A new image replaces every node, one after the other, so an image is pinned unless the user
 * asks for something else.
 */
export class NodeImage {
  /**
   * Debian 13, pinned: by the configuration `redis-ha-constructs:debian13Arm64ImageId` (or `...Amd64...`) of the stack, which is
   * committed with it, for the nodes of a `ReplicaRegion` with the region behind it (`debian13Arm64ImageId-eu-west-1`), since ids
   * differ from region to region; without it, each node has the newest image of the time it was made, which its launch template
   * keeps.
   */
  public static debian13(): NodeImage {
    return new NodeImage({ debianRelease: 'trixie' }, false, (parent, arch, elsewhere) => {
      const key = `debian13${arch === 'arm64' ? 'Arm64' : 'Amd64'}ImageId`;
      const configured = new pulumi.Config('redis-ha-constructs').get(elsewhere ? `${key}-${elsewhere.region}` : key);
      return configured === undefined ? { imageId: newest(parent, arch), keptAsFirstChosen: true }
        : { imageId: pulumi.output(configured), keptAsFirstChosen: false };
    });
  }

  /**
   * The newest Debian 13 at every deployment, through the SSM parameter Debian publishes. Opt-in with a warning:
   * a deployment that changes nothing else replaces every node when Debian has published an image since.
   */
  public static debian13Latest(): NodeImage {
    return new NodeImage({ debianRelease: 'trixie' }, true, (parent, arch) => ({
      imageId: aws.ssm.getParameterOutput({ name: `/aws/service/debian/release/13/latest/${arch}` }, { parent }).insecureValue,
      keptAsFirstChosen: false,
    }));
  }

  /** An image of the user's: its id, `ami-...`. */
  public static of(imageId: pulumi.Input<string>, options: NodeImageOptions = {}): NodeImage {
    return new NodeImage(options, false, (_, __, elsewhere) => {
      if (elsewhere?.ofHome) {
        throw new InvalidInput('image', 'that of the home region is an id, and ids of images differ from region to region',
          `give NodeImage.of(...) with the id that it has in ${elsewhere.region}`);
      }
      return { imageId: pulumi.output(imageId), keptAsFirstChosen: false };
    });
  }

  /** Debian release, undefined when it is not known. */
  public readonly debianRelease?: string;
  readonly #rootDeviceName: string;
  readonly #floating: boolean;
  readonly #choose: Choice;

  private constructor(options: NodeImageOptions, floating: boolean, choose: Choice) {
    this.debianRelease = options.debianRelease;
    this.#rootDeviceName = options.rootDeviceName ?? DEBIAN_ROOT_DEVICE;
    this.#floating = floating;
    this.#choose = choose;
  }

  /**
   * @throws InvalidInput for an id that was declared for another region
   * @internal
   */
  public _bind(parent: pulumi.Resource, arch: string, elsewhere?: Elsewhere): NodeImageConfig {
    return { ...this.#choose(parent, arch, elsewhere), rootDeviceName: this.#rootDeviceName, floating: this.#floating };
  }
}

function newest(parent: pulumi.Resource, arch: string): pulumi.Output<string> {
  return aws.ec2.getAmiOutput({
    owners: [DEBIAN_OWNER], mostRecent: true, filters: [{ name: 'name', values: [`debian-13-${arch}-*`] }],
  }, { parent }).id;
}
