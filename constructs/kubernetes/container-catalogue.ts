import { Engine, InvalidInput } from '../../lib/model';

/**
 * Official images by engine name, each with the digest of its multi-architecture index, so that all architectures are served
 * and nothing changes under a running deployment. An engine whose digest could not be confirmed is absent.
 *
 * To check one, or to write a newer one down: `docker buildx imagetools inspect <image>:<tag>` prints the digest.
 */
const ENGINES: Record<string, string> = {};

/** Node.js for agent, seed and backups; checked like the engines'. */
const NODE: string | undefined = undefined;

/** What a reference has to be: repository, a tag or none, and the digest. */
const PINNED = /^[^\s@]+@sha256:[0-9a-f]{64}$/;
/** Registry of the official images, in front of their names. */
const OFFICIAL = 'docker.io/';

/** Images other than the catalogue's own, each with a digest. */
export interface ContainerImageOverrides {
  /**
   * Images by engine name, for example `{ 'redis-7.2': 'registry.example/redis@sha256:...' }`. Each holds server,
   * Sentinel and `sh`.
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
}

/**
 * The container images of a deployment, each pinned by digest: a tag may be pushed again, and a pod that is rescheduled would then
 * run something else than its peers.
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
    return new ContainerCatalogue({ ...ENGINES, ...overrides.engines }, overrides.node ?? NODE);
  }

  readonly #engines: Record<string, string>;
  readonly #node: string | undefined;

  private constructor(engines: Record<string, string>, node: string | undefined) {
    this.#engines = engines;
    this.#node = node;
  }

  /**
   * The same images through a mirror or pull-through cache of Docker Hub: `registry.example/hub` makes
   * `docker.io/library/redis:...` into `registry.example/hub/library/redis:...`, with the same digest. Images of your own stay
   * as they are.
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
    return new ContainerCatalogue(engines, this.#node === undefined ? undefined : mirrored(this.#node));
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

  /**
   * The image that runs agent, seed and backups.
   *
   * @throws InvalidInput when the catalogue has none
   */
  public nodeImage(): string {
    if (this.#node === undefined) {
      throw new InvalidInput('images', 'no image of Node.js is in the catalogue',
        "give one with its digest: ContainerCatalogue.official({ node: '<image>:<tag>@sha256:<digest>' })");
    }
    return this.#node;
  }
}

function requirePinned(field: string, image: string): void {
  if (!PINNED.test(image)) {
    throw new InvalidInput(field, `got "${image}", which has no digest: a tag can be pushed again`,
      'end it with `@sha256:` and 64 hexadecimal digits, which `docker buildx imagetools inspect <image>:<tag>` prints');
  }
}
