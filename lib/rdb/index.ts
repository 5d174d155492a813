export { Crc64 } from './crc64';
export { commonHeader, type RdbHeader } from './header';
export type { RdbListener } from './listener';
export { RdbError } from './rdb-error';
export { RdbScanner, type RdbSummary } from './scanner';
export { selectSlots, type RdbSource, type SlotSelection, type SlotSelectionOptions } from './select-slots';
export { rdbProblem } from './versions';
