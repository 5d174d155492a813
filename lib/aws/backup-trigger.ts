import type { PolicyStatement } from './node-policy';

/** The one retry policy: how often and how long Scheduler tries to hand an event over. */
export const BACKUP_RETRY = { attempts: 5, mostEventAgeSeconds: 900 } as const;

/** How long what was given up can be looked at: SQS keeps a message no longer. */
export const KEEP_GIVEN_UP_SECONDS = 1_209_600;

/** What the schedule's role may: run that function, and put what it gives up into that queue. */
export function triggerStatements(functionArn: string, queueArn: string): PolicyStatement[] {
  return [
    { sid: 'Run', actions: ['lambda:InvokeFunction'], resources: [functionArn] },
    { sid: 'GiveUp', actions: ['sqs:SendMessage'], resources: [queueArn] },
  ];
}
