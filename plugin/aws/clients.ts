import type * as pulumi from '@pulumi/pulumi';
import type { RedisDeployment } from 'redis-ha-constructs/pulumi/aws';

/** A client of a deployment. */
export interface AwsClient {
  /** Name of its rules and its policy, for example that of the service. */
  name: string;
  /** Security group that gets the way to the ports that clients need. */
  securityGroupId?: pulumi.Input<string>;
  /** Name of the role that may read the password of the user `app`, and what is to be trusted. */
  role?: pulumi.Input<string>;
}

/** @throws Error for one who is let do nothing */
export function letIn(redis: RedisDeployment, clients: AwsClient[] = []): void {
  clients.forEach(({ name, securityGroupId, role }, index) => {
    if (securityGroupId === undefined && role === undefined) {
      throw new Error(`clients[${index}]: neither securityGroupId nor role is given, so there is nothing to let ${name} do; give one or both`);
    }
    if (securityGroupId !== undefined) {
      redis.allowClients(name, securityGroupId);
    }
    if (role !== undefined) {
      redis.grantConnect(name, role);
    }
  });
}
