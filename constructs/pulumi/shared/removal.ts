import type { CustomResourceOptions } from '@pulumi/pulumi';
import { InvalidInput } from '../../../lib/model';
import { requirePlain } from './plain-value';

/** What becomes of data when the program no longer has it: kept where it is, or deleted. */
export type RemovalPolicy = 'retain' | 'destroy';

/** Whether data outlives what made it. */
export interface Keeping {
  /**
   * What becomes of resources that hold data when they leave the program: `retain` lets go of them and leaves them where they
   * are (`retainOnDelete`), `destroy` deletes them.
   *
   * @default 'retain'
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether Pulumi refuses to delete or replace resources that hold data until somebody takes this away (`protect`).
   *
   * @default - true, unless they are to be destroyed
   */
  readonly protect?: boolean;
}

/** Options of a resource that holds data. @throws InvalidInput for another removal policy */
export function keptBy({ removalPolicy = 'retain', protect }: Keeping): Pick<CustomResourceOptions, 'protect' | 'retainOnDelete'> {
  requirePlain('removalPolicy', removalPolicy);
  requirePlain('protect', protect);
  if (!['retain', 'destroy'].includes(removalPolicy)) {
    throw new InvalidInput('removalPolicy', `got ${JSON.stringify(removalPolicy)}`, 'use \'retain\' or \'destroy\'');
  }
  const retains = removalPolicy === 'retain';
  return { retainOnDelete: retains, protect: protect ?? retains };
}
