import { InvalidInput } from '../model';

/** A version of the SSM agent and the digest of its Debian package. */
export interface SsmAgentOptions {
  /** Version, for example `3.3.2299.0`. @see https://github.com/aws/amazon-ssm-agent/releases */
  readonly version: string;
  /** SHA-256 of that version's `amazon-ssm-agent.deb` for the node's architecture, hexadecimal. */
  readonly sha256: string;
}

/**
 * How Session Manager gets onto a node; Debian images come without it. A node
 * serves without it too, so its installation may fail.
 */
export class SsmAgent {
  /**
   * Installed from the regional bucket at first boot, only when the digest is the one given.
   *
   * @throws InvalidInput for a version or digest that is none
   */
  public static pinned(options: SsmAgentOptions): SsmAgent {
    if (!/^\d+(\.\d+){2,3}$/.test(options.version)) {
      throw new InvalidInput('ssmAgent.version', `got "${options.version}"`, 'use a version such as 3.3.2299.0; "latest" cannot be checked');
    }
    if (!/^[0-9a-f]{64}$/.test(options.sha256)) {
      throw new InvalidInput('ssmAgent.sha256', `got "${options.sha256}"`, 'use the 64 hexadecimal digits of `sha256sum amazon-ssm-agent.deb`');
    }
    return new SsmAgent('pinned', options);
  }

  /** The image has it. */
  public static preinstalled(): SsmAgent {
    return new SsmAgent('preinstalled');
  }

  /** No Session Manager; there is then no shell on a node at all. */
  public static none(): SsmAgent {
    return new SsmAgent('none');
  }

  private constructor(
    /** `pinned`, `preinstalled` or `none`. */
    public readonly kind: string,
    /** What to install. */
    public readonly options?: SsmAgentOptions,
  ) {}
}
