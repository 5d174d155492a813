import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { memberRules, outwardRules, type Packages } from '../../../lib/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { childName } from '../shared';
import type { ChildOptions } from './child-options';

/** Security group of the nodes and its rules. */
export interface MemberNetwork {
  readonly securityGroup: aws.ec2.SecurityGroup;
  /** Without them nodes reach nothing. */
  readonly rules: pulumi.Resource[];
}

/**
 * Members reach each other and AWS' services; clients are let in by the user. Rules are resources of their own, and no others are
 * touched.
 */
export function memberNetwork(
  component: string, vpcId: pulumi.Input<string>, plan: DeploymentPlan, packages: Packages, { parent, kept }: ChildOptions,
): MemberNetwork {
  const securityGroup = new aws.ec2.SecurityGroup(childName(component, 'SecurityGroup'), {
    vpcId, description: `Redis nodes of ${plan.name}`,
    // It cannot be deleted while an interface that was kept is in it.
  }, { parent, retainOnDelete: kept.retainOnDelete });
  const ofGroup = { securityGroupId: securityGroup.id };
  const rules = memberRules(plan).flatMap(({ port, lastPort = port, description }) => {
    const rule = {
      ...ofGroup, referencedSecurityGroupId: securityGroup.id, ipProtocol: 'tcp', fromPort: port, toPort: lastPort, description,
    };
    return [
      new aws.vpc.SecurityGroupIngressRule(childName(component, `Members-From-${port}`), rule, { parent }),
      new aws.vpc.SecurityGroupEgressRule(childName(component, `Members-To-${port}`), rule, { parent }),
    ];
  });
  const outward = outwardRules(packages).map(({ port, description }) =>
    new aws.vpc.SecurityGroupEgressRule(childName(component, `Out-${port}`), {
      ...ofGroup, cidrIpv4: '0.0.0.0/0', ipProtocol: 'tcp', fromPort: port, toPort: port, description,
    }, { parent }));
  return { securityGroup, rules: [...rules, ...outward] };
}
