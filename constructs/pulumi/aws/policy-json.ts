import * as pulumi from '@pulumi/pulumi';
import { policyDocument, type AnyStatement } from '../../../lib/aws';

/**
 * A policy as JSON, from names that are known at deployment only.
 *
 * @param known what the statements speak of
 */
export function policyJson<T>(known: T, statements: (values: pulumi.Unwrap<T>) => AnyStatement[]): pulumi.Output<string> {
  return pulumi.output(known).apply((values) => JSON.stringify(policyDocument(statements(values))));
}
