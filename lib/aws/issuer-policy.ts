import type { PolicyStatement } from './node-policy';

/** What the function of an own authority works with. */
export interface IssuerPlace {
  readonly logGroupArn: string;
  /** Secrets of the authority, the nodes' certificate, and what clients are to trust. */
  readonly secretArns: string[];
  /** Customer managed key of the secrets. */
  readonly keyArn?: string;
}

/** What issuing certificates needs: its log, and reading and writing three secrets. */
export function issuerStatements({ logGroupArn, secretArns, keyArn }: IssuerPlace): PolicyStatement[] {
  return [
    {
      sid: 'Log',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn],
      wildcardReason: 'streams of its own log group, which Lambda names',
    },
    { sid: 'KeepCertificates', actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], resources: secretArns },
    ...(keyArn === undefined ? [] : [
      { sid: 'KeyForSecrets', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [keyArn] },
    ]),
  ];
}
