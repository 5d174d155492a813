import type { PolicyStatement } from './node-policy';

/** EC2 actions by which Lambda, not the function's code, puts a function into a VPC. */
export const VPC_ACTIONS = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
];

/**
 * What a function in a VPC needs to be one: its log and its interfaces. Narrower than the AWS managed policy, which lets it
 * create and write any log.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function functionStatements(logGroupArn: string): PolicyStatement[] {
  return [
    {
      sid: 'Log',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn],
      wildcardReason: 'streams of its own log group, which Lambda names',
    },
    {
      sid: 'Interfaces',
      actions: VPC_ACTIONS,
      resources: ['*'],
      wildcardReason: 'Lambda makes the interfaces before it knows their ids; another statement denies all of this to the function\'s code',
    },
  ];
}
