import { triggerStatements } from '../../../lib/aws';

test('the schedule runs one function and puts into one queue', () => {
  expect(triggerStatements('arn:f', 'arn:q')).toEqual([
    { sid: 'Run', actions: ['lambda:InvokeFunction'], resources: ['arn:f'] },
    { sid: 'GiveUp', actions: ['sqs:SendMessage'], resources: ['arn:q'] },
  ]);
});
