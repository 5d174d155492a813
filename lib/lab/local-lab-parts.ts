import type { DeploymentPlan, RestoreBinding } from '../plan';
import type { LabEngine } from './engine';
import type { LabFiles } from './lab-files';
import type { LabNetwork } from './network/network';
import type { StartFault } from './start-lab';

/** What a lab on this machine is made of. */
export interface LocalLabParts {
  readonly plan: DeploymentPlan;
  readonly files: LabFiles;
  /** Remove the folder when the lab goes down. */
  readonly temporary: boolean;
  readonly engine: LabEngine;
  readonly network: LabNetwork;
  readonly secrets: Record<string, string>;
  readonly startFaults: Record<string, StartFault>;
  /** Bytes by node name. */
  readonly smallVolumes: Record<string, number>;
  /** The backup it begins with. @default - it begins empty */
  readonly restoreFrom?: RestoreBinding;
}
