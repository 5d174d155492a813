import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { trustPolicy } from '../../../lib/aws';
import { childName } from '../shared';

/** Role and instance profile of the nodes. */
export interface NodeRole {
  readonly roleName: pulumi.Output<string>;
  readonly profile: aws.iam.InstanceProfile;
}

export function nodeRole(component: string, given: pulumi.Input<string> | undefined, parent: pulumi.Resource): NodeRole {
  const roleName = pulumi.output(given ?? new aws.iam.Role(childName(component, 'Access-Role'), {
    assumeRolePolicy: JSON.stringify(trustPolicy('ec2.amazonaws.com')), description: 'Redis nodes of one deployment',
  }, { parent }).name);
  return { roleName, profile: new aws.iam.InstanceProfile(childName(component, 'Access-Profile'), { role: roleName }, { parent }) };
}
