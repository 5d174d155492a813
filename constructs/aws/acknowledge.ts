import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Tells policy checks (cdk-nag's AwsSolutions) why a finding is meant to be so. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}
