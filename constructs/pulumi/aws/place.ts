import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Where a component's provider deploys. */
export interface Place {
  readonly region: pulumi.Output<string>;
  readonly partition: pulumi.Output<string>;
  readonly account: pulumi.Output<string>;
}

/** Asked of the component's own provider, whatever the default one is. */
export function placeOf(parent: pulumi.Resource): Place {
  const opts = { parent };
  return {
    region: aws.getRegionOutput({}, opts).region,
    partition: aws.getPartitionOutput({}, opts).partition,
    account: aws.getCallerIdentityOutput({}, opts).accountId,
  };
}

/** ARN of something of that place. */
export function arnOf(place: Place, service: string, resource: pulumi.Input<string>): pulumi.Output<string> {
  const { partition, region, account } = place;
  return pulumi.interpolate`arn:${partition}:${service}:${region}:${account}:${resource}`;
}
