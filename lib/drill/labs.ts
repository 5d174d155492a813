import { join } from 'node:path';

import { startLab, type Lab } from '../lab';
import type { LinkSettings } from '../lab/link/link-settings';
import type { DeploymentPlan } from '../plan';
import type { Random } from './random';
import type { Scenario } from './scenarios';
import type { RestoreFrom } from './scenarios/scenario';

/**
 * Brings a plan up on this machine. `cold`: every node stays stopped until the scenario starts it.
 * `willCut`: the scenario cuts the network, so nothing should start where that is not possible.
 */
export type StartLab = (plan: DeploymentPlan, options: DrillLabOptions) => Promise<Lab>;

export interface DrillLabOptions {
  readonly cold: boolean;
  readonly willCut: boolean;
  readonly directory?: string;
  /** Bytes of the data volume by node, for volumes that can be filled. */
  readonly smallVolumes?: Record<string, number>;
  /** What lies between the two regions. */
  readonly link?: LinkSettings;
  /** The backup it is seeded from. */
  readonly restoreFrom?: RestoreFrom;
}

/** The lab of a drill, and the one that takes its place when it is destroyed. */
export class Labs {
  private current: Lab | undefined;
  private replacements = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly options: { readonly startLab?: StartLab; readonly directory?: string },
    private readonly random: Random,
  ) {}

  /** @throws Error when there is none at the moment */
  public get lab(): Lab {
    if (this.current === undefined) {
      throw new Error('no lab is running');
    }
    return this.current;
  }

  public async start(plan: DeploymentPlan): Promise<Lab> {
    const { from, cutsNetwork = false, smallVolumeBytes: bytes, link } = this.scenario;
    return this.begin(plan, {
      cold: from === 'cold', willCut: cutsNetwork, directory: this.options.directory,
      ...(link === undefined ? {} : { link: link(this.random) }),
      ...(bytes === undefined ? {} : { smallVolumes: Object.fromEntries(plan.nodes.map((node) => [node.name, bytes])) }),
    });
  }

  /** Takes the lab down for good; the new one has nothing of it, neither folder nor address nor password. */
  public async replace(plan: DeploymentPlan, restoreFrom: RestoreFrom): Promise<Lab> {
    await this.down();
    this.replacements += 1;
    const { directory } = this.options;
    return this.begin(plan, {
      cold: false, willCut: false, restoreFrom,
      ...(directory === undefined ? {} : { directory: join(directory, `restored-${this.replacements}`) }),
    });
  }

  public async down(): Promise<void> {
    const gone = this.current;
    this.current = undefined;
    await gone?.down();
  }

  private async begin(plan: DeploymentPlan, options: DrillLabOptions): Promise<Lab> {
    this.current = await (this.options.startLab ?? startLab)(plan, options);
    return this.current;
  }
}
