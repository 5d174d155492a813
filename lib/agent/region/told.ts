/** What came of a region record that takes a region its writes. */
export interface RegionFence {
  /** Epoch of that record. */
  readonly epoch: number;
  /** It was seen to refuse writes, and has done so since before `offset` was read. */
  readonly confirmed: boolean;
  readonly offset: number;
}

/** How far a standby is behind the primary of the active region. */
export interface RegionLag {
  /** Age of the oldest write it does not have, as far as can be told; when it hears nothing, since it last did. */
  readonly seconds: number;
  /** Undefined when the primary cannot be asked. */
  readonly bytes?: number;
}
