import { dataVolume as numbersOf, type DataVolumeConfig } from '../../lib/aws';
import type { DeploymentPlan } from '../../lib/plan';
import type { DataVolume } from './deployment-props';

/** @throws InvalidInput outside gp3's limits */
export function dataVolume(volume: DataVolume = {}, plan: DeploymentPlan): DataVolumeConfig {
  return numbersOf({ gibibytes: volume.size?.toGibibytes(), iops: volume.iops, throughput: volume.throughput }, plan);
}
