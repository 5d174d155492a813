import { InvalidInput, type Engine } from '../model';

/** Options of packages from the Debian archive. */
export interface DistributionOptions {
  /**
   * Exact versions, package name to version, for example `{ 'redis-server': '5:8.0.2-3' }`. The archive drops a
   * version when the next point release comes, so combine it with `snapshot`.
   *
   * @default - the newest of the engine's minor version; another minor version is refused at boot
   */
  readonly versions?: Record<string, string>;
  /**
   * Moment of the archive to install from, `YYYYMMDDTHHMMSSZ`, through snapshot.debian.org.
   *
   * @default - the mirror the image is set up for
   */
  readonly snapshot?: string;
}

/** An apt repository besides Debian's. */
export interface AptRepositoryOptions {
  /** Base URL, `https://...`. */
  readonly url: string;
  /** Suite, for example `trixie`. */
  readonly suite: string;
  /**
   * Components.
   *
   * @default ['main']
   */
  readonly components?: string[];
  /** The repository's public key, ASCII-armoured; packages that it did not sign are refused. */
  readonly signingKey: string;
  /**
   * Exact versions, package name to version.
   *
   * @default - the newest of the engine's minor version; another minor version is refused at boot
   */
  readonly versions?: Record<string, string>;
}

/** Where a node's programs come from. */
export class Packages {
  /** The archive of the image's Debian release; only for an engine that release carries. */
  public static distribution(options: DistributionOptions = {}): Packages {
    if (options.snapshot !== undefined && !/^\d{8}T\d{6}Z$/.test(options.snapshot)) {
      throw new InvalidInput('packages.snapshot', `got "${options.snapshot}"`, 'use YYYYMMDDTHHMMSSZ, for example 20261101T000000Z');
    }
    return new Packages('distribution', checkVersions(options.versions), options.snapshot);
  }

  /** A repository besides Debian's, for engines Debian does not carry. */
  public static aptRepository(options: AptRepositoryOptions): Packages {
    if (!/^https:\/\/[^\s'"]+$/.test(options.url)) {
      throw new InvalidInput('packages.url', `got "${options.url}"`, 'use an https:// URL');
    }
    for (const word of [options.suite, ...(options.components ?? [])]) {
      if (!/^[A-Za-z0-9][A-Za-z0-9./_-]*$/.test(word)) {
        throw new InvalidInput('packages.suite', `got "${word}"`, 'use letters, digits, dots, dashes and slashes');
      }
    }
    if (!options.signingKey.includes('BEGIN PGP PUBLIC KEY BLOCK')) {
      throw new InvalidInput('packages.signingKey', 'no ASCII-armoured public key', 'paste the repository\'s key, with its BEGIN and END lines');
    }
    return new Packages('apt', checkVersions(options.versions), undefined, options);
  }

  /** The image has everything: engine, Node.js 20 or newer and the AWS CLI 2. Recommended for production. */
  public static preinstalled(): Packages {
    return new Packages('preinstalled', {});
  }

  private constructor(
    /** `distribution`, `apt` or `preinstalled`. */
    public readonly kind: string,
    /** Exact versions, package name to version. */
    public readonly versions: Record<string, string>,
    /** Moment of the Debian archive. */
    public readonly snapshot?: string,
    /** The repository besides Debian's. */
    public readonly repository?: AptRepositoryOptions,
  ) {}

  /** Whether a node reaches out to a package mirror when it first boots. */
  public get needsMirror(): boolean {
    return this.kind !== 'preinstalled';
  }
}

function checkVersions(versions: Record<string, string> = {}): Record<string, string> {
  for (const [name, version] of Object.entries(versions)) {
    if (!/^[a-z0-9][a-z0-9+.-]*$/.test(name) || !/^[A-Za-z0-9.+:~-]+$/.test(version)) {
      throw new InvalidInput(`packages.versions["${name}"]`, `got "${version}"`, 'use a Debian package name and version, as apt prints them');
    }
  }
  return versions;
}

/** Debian releases whose own archive has a Node.js the agent runs on. */
const RELEASES_WITH_NODE_20 = ['trixie'];

/**
 * Holds an engine against an image.
 *
 * @param release Debian release of the image, undefined when it is not known
 * @throws InvalidInput when the node could not be set up from these
 */
export function checkEngineAgainstImage(engine: Engine, packages: Packages, release?: string): void {
  if (packages.kind === 'preinstalled' || release === undefined) {
    return;
  }
  if (!RELEASES_WITH_NODE_20.includes(release)) {
    throw new InvalidInput('image', `Debian ${release} has no Node.js 20, which the agent runs on`,
      'use a Debian 13 (trixie) image, or an image of your own with `Packages.preinstalled()`');
  }
  if (packages.kind === 'distribution' && engine.packages.debianRelease !== release) {
    const carrier = engine.packages.debianRelease;
    throw new InvalidInput('engine', `Debian ${release} does not carry ${engine.name}${carrier ? `, Debian ${carrier} does` : ''}`,
      'use an engine it carries (trixie: redis-8.0, valkey-8.1), `Packages.aptRepository(...)`, or an image that has it with '
        + '`Packages.preinstalled()`');
  }
}
