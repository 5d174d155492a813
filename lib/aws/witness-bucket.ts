import type { ResourceStatement } from './policy-document';

/** Where agents find a witness: records of a deployment are below it. */
export function witnessUrl(bucketName: string, region: string): string {
  return `https://${bucketName}.s3.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
}

/**
 * Nobody changes a record, whatever a role elsewhere is allowed: one that was changed afterwards would give two regions the right
 * to write.
 */
export function createOnlyStatement(bucketArn: string): ResourceStatement & { readonly sid: string } {
  return {
    sid: 'CreateOnly',
    effect: 'Deny',
    principal: { AWS: '*' },
    actions: ['s3:PutObject'],
    resources: [`${bucketArn}/*`],
    conditions: { Null: { 's3:if-none-match': 'true' } },
  };
}
