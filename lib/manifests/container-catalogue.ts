import { Engine, InvalidInput } from '../model';

/** Registry of the official images, in front of their names. */
const OFFICIAL = 'docker.io/';

/**
 * Official images by engine name. A digest is that of the index of all architectures, as published under that tag; with it
 * nothing changes under a running deployment. An engine is absent where no digest of a supported image was confirmed.
 *
 * To check one, or to write a newer one down: `docker buildx imagetools inspect docker.io/library/redis:<version>` prints it.
 * Agents' hooks need nothing of an image but its server, its Sentinel and a POSIX `sh`, so that Alpine's do as well as Debian's.
 */
const ENGINES: Record<string, string> = {
  'redis-7.2': `${OFFICIAL}library/redis:7.2.16-bookworm@sha256:0637954999d01b7c9ce9167db2da50656e2590d3b884f1c600c5f63bb6e6773c`,
  'redis-8.0': `${OFFICIAL}library/redis:8.0.6-alpine@sha256:5f61955be8ab2ccee9372b84ae4d4da2e2b156f87281e3f218544055e7ee04d4`,
  'valkey-8.1': `${OFFICIAL}valkey/valkey:8.1.10@sha256:640c5e62cea04b6d6f2084232651d0cc70362d31f4f805e7be94dbed6855e8f2`,
  'valkey-9.0': `${OFFICIAL}valkey/valkey:9.0.4@sha256:8436e10bc65c94886a91d4415b6a6dfa9cb5a306fb3b996e5bb67cd2b4854193`,
};

/** Node.js, with a digest that is checked in the same way. */
const NODE = `${OFFICIAL}library/node:22.23.2-bookworm-slim@sha256:48e4b67d85f87bd551df43704e24d252f56cc5f8e9718841aace50f19948f0f9`;

/** What a reference has to be: repository, a tag or none, and the digest. */
const PINNED = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

/** Images other than the catalogue's own, each with a digest. */
export interface ContainerImageOverrides {
  /**
   * Images by engine name, for example `{ 'redis-7.2': 'registry.example/redis@sha256:...' }`. Each holds server, Sentinel
   * and `sh`.
   *
   * @default - the official images
   */
  readonly engines?: Record<string, string>;
  /**
   * Node.js 20 or newer, which runs agent, seed and backups.
   *
   * @default - the official image
   */
  readonly node?: string;
  /**
   * Whether that Node.js image holds agent and seed in `/opt/redis-ha`, as one made with `images/agent/Dockerfile` does. Build it
   * anew with every version of this library: an agent refuses a plan that is newer than itself. Programs of backups always
   * come with the manifests.
   *
   * @default false - the programs come with the manifests, in ConfigMaps
   */
  readonly programsInNodeImage?: boolean;
}

/** Where an image of one's own has the programs. */
const PROGRAMS_DIR = '/opt/redis-ha';

/**
 * The container images of a deployment, each pinned by digest: a tag may be pushed again, and a pod that is rescheduled would
 * then run something else than its peers.
 */
export class ContainerCatalogue {
  /**
   * The official images of Redis, Valkey and Node.js.
   *
   * @param overrides images to use instead
   * @throws InvalidInput when an engine is unknown or an image has no digest
   */
  public static official(overrides: ContainerImageOverrides = {}): ContainerCatalogue {
    for (const [engine, image] of Object.entries(overrides.engines ?? {})) {
      Engine.of(engine);
      requirePinned(`images.engines['${engine}']`, image);
    }
    if (overrides.node !== undefined) {
      requirePinned('images.node', overrides.node);
    }
    const inImage = overrides.programsInNodeImage ?? false;
    if (inImage && overrides.node === undefined) {
      throw new InvalidInput('images.programsInNodeImage', 'the official Node.js image holds no program of this library',
        'name your own as images.node, see images/agent/Dockerfile');
    }
    const programs = inImage ? PROGRAMS_DIR : undefined;
    return new ContainerCatalogue({ ...ENGINES, ...overrides.engines }, overrides.node ?? NODE, programs);
  }

  readonly #engines: Record<string, string>;
  readonly #node: string;
  readonly #programsDir?: string;

  private constructor(engines: Record<string, string>, node: string, programsDir?: string) {
    this.#engines = engines;
    this.#node = node;
    this.#programsDir = programsDir;
  }

  /**
   * The same images through a mirror or pull-through cache of Docker Hub: `registry.example/hub` makes
   * `docker.io/library/redis:...` into `registry.example/hub/library/redis:...`, with the same digest. Images of other
   * registries stay as they are.
   *
   * @param prefix registry and path, without a scheme
   * @throws InvalidInput when it is not one
   */
  public mirror(prefix: string): ContainerCatalogue {
    const registry = prefix.replace(/\/+$/, '');
    if (!/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/.test(registry)) {
      throw new InvalidInput('images.mirror', `got "${prefix}"`, 'give a registry and a path, without a scheme, such as `registry.example/hub`');
    }
    const mirrored = (image: string) => (image.startsWith(OFFICIAL) ? `${registry}/${image.slice(OFFICIAL.length)}` : image);
    const engines = Object.fromEntries(Object.entries(this.#engines).map(([engine, image]) => [engine, mirrored(image)]));
    return new ContainerCatalogue(engines, mirrored(this.#node), this.#programsDir);
  }

  /**
   * The image of an engine: server, Sentinel and `sh`.
   *
   * @throws InvalidInput when the catalogue has none
   */
  public engineImage(engine: Engine): string {
    const image = this.#engines[engine.name];
    if (image === undefined) {
      const known = Object.keys(this.#engines).join(', ') || 'none';
      throw new InvalidInput('images', `no image of ${engine.name} is in the catalogue (it has ${known})`,
        `give one with its digest: ContainerCatalogue.official({ engines: { '${engine.name}': '<image>:<tag>@sha256:<digest>' } })`);
    }
    return image;
  }

  /** The image that runs agent, seed and backups: Node.js 20 or newer. */
  public nodeImage(): string {
    return this.#node;
  }

  /** Folder of that image with agent and seed; undefined where the manifests bring them. */
  public programsDir(): string | undefined {
    return this.#programsDir;
  }
}

function requirePinned(field: string, image: string): void {
  if (!PINNED.test(image)) {
    throw new InvalidInput(field, `got "${image}", which has no digest: a tag can be pushed again`,
      'end it with `@sha256:` and 64 hexadecimal digits, which `docker buildx imagetools inspect <image>:<tag>` prints');
  }
}
