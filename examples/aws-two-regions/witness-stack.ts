import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { WitnessBucket } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

/** Where it is kept which region may take writes. */
export class WitnessStack extends Stack {
  public readonly witness: WitnessBucket;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    this.witness = new WitnessBucket(this, 'Witness');
    new CfnOutput(this, 'Url', { value: this.witness.url });
  }
}
