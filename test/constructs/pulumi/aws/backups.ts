import { recorded, type Recorded, type RecordedRun } from '../recorded';

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';

/** What AWS would have made up for the resources of backups. */
const MADE_UP: Record<string, (name: string, inputs: Record<string, any>) => Record<string, unknown>> = {
  'aws:s3/bucket:Bucket': (name, inputs) => {
    const bucket = inputs.bucket ?? name;
    return { bucket, arn: `arn:aws:s3:::${bucket}`, region: inputs.region ?? REGION };
  },
  'aws:kms/key:Key': (name) => ({ arn: arn('kms', `key/${name}`), keyId: name }),
  'aws:iam/role:Role': (name) => ({ name, arn: `arn:aws:iam::${ACCOUNT}:role/${name}` }),
  'aws:lambda/function:Function': (name) => ({ name, arn: arn('lambda', `function:${name}`) }),
  'aws:sqs/queue:Queue': (name) => ({ name, arn: arn('sqs', name), url: `https://sqs/${name}` }),
  'aws:cloudwatch/logGroup:LogGroup': (name) => ({ name, arn: arn('logs', `log-group:${name}`) }),
  'aws:scheduler/scheduleGroup:ScheduleGroup': (name) => ({ name, arn: arn('scheduler', `schedule-group/${name}`) }),
  'aws:secretsmanager/secret:Secret': (name) => ({ arn: arn('secretsmanager', `secret:${name}-AbCdEf`) }),
  'aws:cloudwatch/metricAlarm:MetricAlarm': (name) => ({ arn: arn('cloudwatch', `alarm:${name}`) }),
};

const ANSWERS: Record<string, Record<string, unknown>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': { accountId: ACCOUNT },
  'aws:index/getPartition:getPartition': { partition: 'aws', dnsSuffix: 'amazonaws.com' },
  'aws:index/getRegion:getRegion': { region: REGION, name: REGION, id: REGION },
};

function arn(service: string, resource: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
}

/** Runs a program as AWS would answer it; in a preview nothing is made up. */
export function onAws(program: () => unknown, run: RecordedRun = {}): Promise<Recorded> {
  return recorded(program, {
    outputsOf: ({ type, name, inputs }) => (run.preview ? {} : MADE_UP[type]?.(name, inputs) ?? {}),
    answer: (token, inputs) => ANSWERS[token] ?? inputs,
    ...run,
  });
}

/** The statements of a policy that was written as JSON. */
export function statementsOf(policy: string): any[] {
  return JSON.parse(policy).Statement as any[];
}
