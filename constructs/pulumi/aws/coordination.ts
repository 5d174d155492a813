import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { childName } from '../shared';
import type { ChildOptions } from './child-options';
import { arnOf, type Place } from './place';

/** The table of markers and of the lock that replacements take. */
export interface Coordination {
  readonly tableName: pulumi.Output<string>;
  readonly tableArn: pulumi.Output<string>;
}

/**
 * What must outlive every volume and be agreed on by every node: the create-once marker that the deployment has been formed, the
 * volume each node's data is on, and the lock that replacements take.
 */
export function coordination(
  component: string, given: pulumi.Input<string> | undefined, place: Place, { parent, kept }: ChildOptions,
): Coordination {
  if (given !== undefined) {
    return { tableName: pulumi.output(given), tableArn: arnOf(place, 'dynamodb', pulumi.interpolate`table/${given}`) };
  }
  const table = new aws.dynamodb.Table(childName(component, 'Coordination-Table'), {
    hashKey: 'pk',
    attributes: [{ name: 'pk', type: 'S' }],
    billingMode: 'PAY_PER_REQUEST',
    pointInTimeRecovery: { enabled: true },
    // AWS' own key. It holds no secret; a customer's key would let a key policy mistake stop every replacement.
    serverSideEncryption: { enabled: true },
    deletionProtectionEnabled: kept.retainOnDelete ?? false,
  }, { parent, ...kept });
  return { tableName: table.name, tableArn: table.arn };
}
