import type { StepDone } from './progress';

/** What became of one data set. Offsets and bytes as far as offsets tell; they say nothing about keys. */
export interface DataSetReport {
  readonly dataSet: string;
  readonly oldPrimary?: string;
  /** `fenced`: it refused writes before its offset was read. `last-known`: somebody knew of that offset. `unknown`. */
  readonly oldOffsetIs: string;
  readonly oldOffset?: number;
  readonly chosen: string;
  readonly chosenOffset: number;
  /** Bytes the old region had beyond the chosen copy, when that was chosen; absent when nobody knows. */
  readonly bytesBeyond?: number;
}

/** How a promotion ended. */
export interface PromotionReport {
  readonly deployment: string;
  readonly from: string;
  readonly to: string;
  /** The old region answered and its primaries were seen to stop. */
  readonly planned: boolean;
  /** The region was active before; only what comes after activation was looked at. */
  readonly already: boolean;
  /** Region record in force now. */
  readonly epoch: number;
  /** It was activated by another promotion to the same region that went on at the same time. */
  readonly activatedBy?: string;
  /** Every new primary takes writes. */
  readonly serves: boolean;
  /** From the announcement, or from when this command took over, to the moment at which all new primaries took writes. */
  readonly interruptionSeconds?: number;
  readonly dataSets: DataSetReport[];
  readonly steps: StepDone[];
  /** What is not as it should be, for people. */
  readonly warnings: string[];
}
