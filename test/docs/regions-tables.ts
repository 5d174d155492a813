import { RegionStrategy } from '../../lib/model';
import { twoRegions } from '../lib/region/promotion/fake-regions';

const RUNS: Record<RegionStrategy, [string, string]> = {
  [RegionStrategy.WARM]: ['as many nodes as here', '0'],
  [RegionStrategy.PILOT_LIGHT]: ['one node for each data set', '0'],
  [RegionStrategy.BACKUP_RESTORE]: ['nothing; copied backups are kept', 'age of the backup'],
};

/** Rows of the table of strategies, by what the plan promises. */
export function strategyRows(): string[] {
  return Object.values(RegionStrategy).map((strategy) => {
    const { rtoSeconds, rpoSeconds } = twoRegions({ strategy }).regionChange!.promise;
    const [runs, planned] = RUNS[strategy];
    return `| \`${strategy}\` | ${runs} | ${Math.round(rtoSeconds)} s | ${Math.round(rpoSeconds * 10) / 10} s | ${planned} |`;
  });
}
