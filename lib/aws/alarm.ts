/**
 * An alarm of CloudWatch as data, so that every platform has the same. `Name` is what a platform has for a name that is known at
 * deployment only, as the value of a dimension.
 */
export interface AlarmDefinition<Name = string> {
  readonly description: string;
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Record<string, Name>;
    readonly statistic: 'Sum' | 'Maximum' | 'Minimum' | 'Average';
    readonly periodSeconds: number;
  };
  readonly threshold: number;
  readonly comparison: 'GreaterThanOrEqualToThreshold' | 'GreaterThanThreshold' | 'LessThanThreshold' | 'LessThanOrEqualToThreshold';
  /** Periods that are looked at. */
  readonly periods: number;
  /** Of them, how many must be bad. @default - all of them */
  readonly datapointsToAlarm?: number;
  /** What no data means. */
  readonly silence: 'breaching' | 'notBreaching';
}
