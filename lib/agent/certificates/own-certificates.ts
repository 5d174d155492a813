import { createHash } from 'node:crypto';
import type { Certificates } from '../../certificates';
import type { NodeConfig } from '../../config';
import type { DeploymentPlan } from '../../plan';
import type { Log } from '../log';
import type { Platform } from '../platform/platform';
import { offered, takeCertificates, writeCertificates } from './take-certificates';

/** How often the platform is asked. */
const PERIOD_MS = 60_000;

/** What this node proves itself with at present. */
export class OwnCertificates {
  private refused = '';
  private askedAt = Date.now();

  private constructor(
    private readonly config: NodeConfig,
    private readonly serverName: string,
    private readonly platform: Pick<Platform, 'certificates'>,
    private readonly log: Log,
    private now: Certificates,
  ) {}

  /**
   * Those of a node whose agent begins.
   *
   * @returns undefined for a plan without TLS
   * @throws Error when there are none that would do
   */
  public static async take(
    config: NodeConfig, { tls }: DeploymentPlan, platform: Pick<Platform, 'certificates'>, log: Log,
  ): Promise<OwnCertificates | undefined> {
    return tls && new OwnCertificates(config, tls.serverName, platform, log, await takeCertificates(config, tls, platform));
  }

  /** Whether it is time to ask for others. */
  public get due(): boolean {
    return Date.now() - this.askedAt >= PERIOD_MS;
  }

  /** Makes it time. */
  public hasten(): void {
    this.askedAt = 0;
  }

  public get current(): Certificates {
    return this.now;
  }

  /** The same for the same certificates, and no secret. */
  public get digest(): string {
    return createHash('sha256').update(this.now.ca).update(this.now.cert).digest('hex').slice(0, 16);
  }

  /**
   * Asks the platform whether there are others. Those that would not do are logged, once, and those of before stay.
   *
   * @param before called with others that will do, before they are written
   * @returns whether there are others now
   */
  public async renew(before: () => Promise<void>): Promise<boolean> {
    this.askedAt = Date.now();
    const given = await offered(this.platform, this.serverName);
    if (given instanceof Error) {
      if (given.message !== this.refused) {
        this.refused = given.message;
        this.log('certificates-refused', { reason: given.message });
      }
      return false;
    }
    this.refused = '';
    const { ca, cert, key } = this.now;
    if (given.ca === ca && given.cert === cert && given.key === key) {
      return false;
    }
    await before();
    await writeCertificates(this.config, given);
    this.now = given;
    this.log('certificates', { digest: this.digest });
    return true;
  }
}
