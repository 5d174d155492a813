import type { PolicyStatement } from './node-policy';

/** A policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: string;
  readonly Statement: Record<string, unknown>[];
}

/** A statement of a resource's own policy, which names who it is about. */
export interface ResourceStatement {
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** As IAM writes it: `{ AWS: '*' }`, `{ Service: 'logging.s3.amazonaws.com' }`. */
  readonly principal: Record<string, string>;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, string | string[] | number>>;
}

/** What a statement may be: one that allows, one that takes away, one with a principal. */
export type AnyStatement = (PolicyStatement & { readonly effect?: 'Allow' | 'Deny' }) | ResourceStatement;

/** A policy of these statements and nothing else. */
export function policyDocument(statements: AnyStatement[]): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({
      ...(statement.sid === undefined ? {} : { Sid: statement.sid }),
      Effect: statement.effect ?? 'Allow',
      ...('principal' in statement ? { Principal: statement.principal } : {}),
      Action: statement.actions,
      Resource: statement.resources,
      ...(statement.conditions ? { Condition: statement.conditions } : {}),
    })),
  };
}

/**
 * Who may take a role on: that AWS service, for example `ec2.amazonaws.com`.
 *
 * @param conditions what keeps other accounts' use of that service away from the role
 */
export function trustPolicy(service: string, conditions?: Record<string, Record<string, string | string[]>>): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole', ...(conditions ? { Condition: conditions } : {}),
    }],
  };
}
