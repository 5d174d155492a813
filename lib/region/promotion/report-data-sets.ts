import type { DataSetReport } from './report';
import type { Run } from './run';

/** What became of each data set; none when another process decided. */
export function dataSetReports({ choice, decidedOn, fenced, activatedBy }: Run): DataSetReport[] {
  if (!choice || !decidedOn || activatedBy !== undefined) {
    return [];
  }
  return decidedOn.dataSets.map(({ dataSet, old, knownOffset }): DataSetReport => {
    const floor = fenced?.floors[dataSet];
    const { node, offset } = choice[dataSet]!;
    const oldOffset = floor?.offset ?? knownOffset;
    return {
      dataSet, chosen: node, chosenOffset: offset,
      oldOffsetIs: floor ? 'fenced' : oldOffset === undefined ? 'unknown' : 'last-known',
      ...(floor ?? old ? { oldPrimary: (floor ?? old)!.node } : {}),
      ...(oldOffset === undefined ? {} : { oldOffset, bytesBeyond: Math.max(0, oldOffset - offset) }),
    };
  });
}
