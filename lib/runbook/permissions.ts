/** What the role that the document's steps are done as must be allowed. */
export interface RunbookPermission {
  readonly sid: string;
  readonly actions: string[];
  readonly when: string;
}

/** Actions of the calls in `runbookDocument`; on which resources is the stack's to say. */
export function runbookPermissions(): RunbookPermission[] {
  return [
    { sid: 'FindNode', actions: ['ssm:DescribeInstanceInformation'], when: 'always' },
    { sid: 'RunSteps', actions: ['ssm:SendCommand', 'ssm:ListCommands', 'ssm:ListCommandInvocations'], when: 'always' },
    { sid: 'StartNodes', actions: ['autoscaling:SetDesiredCapacity'], when: 'groups are named' },
    { sid: 'LeadClients', actions: ['route53:ChangeResourceRecordSets'], when: 'names are named' },
  ];
}
