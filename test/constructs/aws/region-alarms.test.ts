import { Duration } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { WhenUnsure } from '../../../constructs/aws';
import { EC2_METRICS } from '../../../lib/config';
import { ACCOUNT, HOME, OTHER, resourcesOf, stackIn, templates, twoRegions, type RegionsInput } from './regions';
import { anApp } from './stacks';

/** The alarms of both regions, by what they watch. */
function alarms(input: RegionsInput = {}): Record<'Home' | 'Replica', Record<string, any>> {
  const all = templates(twoRegions(input).app);
  const of = (name: string): Record<string, any> =>
    Object.fromEntries(resourcesOf(all[name], 'AWS::CloudWatch::Alarm').map((alarm) => [alarm.MetricName as string, alarm]));
  return { Home: of('Home'), Replica: of('Replica') };
}

const { Home, Replica } = alarms();
const both = [['Home', Home], ['Replica', Replica]] as const;

test.each(both)('%s: what agents say of this deployment is watched, minute by minute', (_, region) => {
  for (const [metric, statistic] of [[EC2_METRICS.regionLag, 'Maximum'], [EC2_METRICS.regionUnproven, 'Sum']] as const) {
    expect(region[metric]).toMatchObject({
      Namespace: EC2_METRICS.namespace, Dimensions: [{ Name: 'Deployment', Value: 'cache' }], Statistic: statistic, Period: 60,
    });
  }
});

test.each(both)('%s: further behind than the declared RPO is an alarm, exactly as far is none', (_, region) => {
  expect(region[EC2_METRICS.regionLag]).toMatchObject({ Threshold: 60, ComparisonOperator: 'GreaterThanThreshold' });
});

test('the threshold is the RPO that was declared, to the part of a second', () => {
  const objectives = { rpo: Duration.millis(12_500), rto: Duration.minutes(15) };
  const declared = alarms({ options: { objectives } });
  expect([declared.Home, declared.Replica].map((region) => region[EC2_METRICS.regionLag].Threshold)).toEqual([12.5, 12.5]);
});

test.each(both)('%s: one node without proof is enough', (_, region) => {
  expect(region[EC2_METRICS.regionUnproven]).toMatchObject({ Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
});

test.each(both)('%s: the minute in which a node is replaced rings no bell, three in a row do', (_, region) => {
  expect(Object.values(region).filter(({ MetricName }) => /^Region/.test(MetricName))
    .map(({ EvaluationPeriods, DatapointsToAlarm }) => [EvaluationPeriods, DatapointsToAlarm])).toEqual([[3, 3], [3, 3]]);
});

test('silence is an alarm only where somebody has to follow: the active region has no lag to tell of', () => {
  const silence = (metric: string): unknown[] => [Home, Replica].map((region) => region[metric].TreatMissingData as string);
  expect(silence(EC2_METRICS.regionLag)).toEqual(['notBreaching', 'breaching']);
  expect(silence(EC2_METRICS.regionUnproven)).toEqual(['notBreaching', 'notBreaching']);
});

test('who is told: in each region, of both, those that were named for it', () => {
  const app = anApp();
  const topic = (region: string): SnsAction => {
    const stack = stackIn(app, `Topics-${region}`, region);
    return new SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', `arn:aws:sns:${region}:${ACCOUNT}:redis`));
  };
  const told = alarms({ app, options: { alarmActions: [topic(HOME)] }, replica: { alarmActions: [topic(OTHER)] } });
  for (const [region, at] of [[told.Home, HOME], [told.Replica, OTHER]] as const) {
    for (const metric of [EC2_METRICS.regionLag, EC2_METRICS.regionUnproven]) {
      expect(region[metric].AlarmActions).toEqual([`arn:aws:sns:${at}:${ACCOUNT}:redis`]);
    }
  }
  expect(Home[EC2_METRICS.regionLag].AlarmActions).toBeUndefined();
});

test('whoever is woken reads which deployment it is, what is at stake, and what its primaries do meanwhile', () => {
  expect(Replica[EC2_METRICS.regionLag].AlarmDescription).toMatch(/deployment cache would lose more than 60 s of writes/);
  const careless = alarms({ options: { whenUnsure: WhenUnsure.KEEP_WRITING } });
  expect(Home[EC2_METRICS.regionUnproven].AlarmDescription).toMatch(/\(whenUnsure: stop-writes\)$/);
  expect(careless.Home[EC2_METRICS.regionUnproven].AlarmDescription).toMatch(/\(whenUnsure: keep-writing\)$/);
});
