import { Token, type Size } from 'aws-cdk-lib';
import { planRuns, USUAL_SCHEDULE, type PlannedRuns } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import type { BackupScheduleProps } from './backup-schedule-props';
import type { BackupSourceConfig } from './backup-source';
import { secondsOf } from './setting-overrides';

/** How runs are sized and timed, from the props. @throws InvalidInput that names the prop */
export function plannedRuns(props: BackupScheduleProps, source: BackupSourceConfig): PlannedRuns {
  const { flexibleWindow, deadline, timeout, freshWithin, dataSetSize, memorySize } = props;
  const expression = props.schedule?.expressionString ?? USUAL_SCHEDULE;
  return planRuns({
    expression: Token.isUnresolved(expression) ? undefined : expression,
    flexibleWindowSeconds: flexibleWindow && secondsOf('flexibleWindow', flexibleWindow),
    dataSetBytes: dataSetSize && literal('dataSetSize', dataSetSize).toBytes(),
    verify: props.verify,
    deadlineSeconds: deadline && secondsOf('deadline', deadline),
    memoryMegabytes: memorySize && literal('memorySize', memorySize).toMebibytes(),
    timeoutSeconds: timeout && secondsOf('timeout', timeout),
    alarms: props.alarms,
    freshWithinSeconds: freshWithin && secondsOf('freshWithin', freshWithin),
  }, { shards: source.shards, maxMemoryBytes: source.maxMemory?.toBytes() });
}

function literal(field: string, size: Size): Size {
  if (size.isUnresolved()) {
    throw new InvalidInput(field, 'its value is only known at deployment', 'give a literal Size');
  }
  return size;
}
