import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { childName } from '../shared';

/** One rule for each port by which a client is let in. */
export interface ClientAccess {
  /** Name of the rules, for example that of the service. */
  readonly client: string;
  /** Security group of the client. */
  readonly from: pulumi.Input<string>;
  /** Security group that is opened. */
  readonly to: pulumi.Input<string>;
  readonly ports: number[];
  readonly description: string;
  /** What the group belongs to. @default 'Clients' - nodes */
  readonly whose?: string;
}

/** Opens ports of a security group to a client. */
export function letIn(component: string, { client, whose = 'Clients', ...access }: ClientAccess, opts: pulumi.CustomResourceOptions): void {
  for (const port of access.ports) {
    new aws.vpc.SecurityGroupIngressRule(childName(component, `${whose}-${client}-${port}`), {
      securityGroupId: access.to,
      referencedSecurityGroupId: access.from,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      description: access.description,
    }, opts);
  }
}
