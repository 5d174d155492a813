/** What may stand in the place of a value's type. @see https://github.com/redis/redis/blob/7.4.0/src/rdb.h */
export const Opcode = {
  /** State of a slot migration that was under way; Valkey >= 9.0 only. Redis >= 8.6 uses the number for something else. */
  SLOT_IMPORT: 243,
  SLOT_INFO: 244,
  FUNCTION: 245,
  MODULE_AUX: 247,
  IDLE: 248,
  FREQUENCY: 249,
  AUX: 250,
  RESIZE: 251,
  EXPIRY_MS: 252,
  EXPIRY: 253,
  SELECT: 254,
  END: 255,
} as const;

/** Values' types are below, opcodes from here on; neither engine has come near the middle from either side. */
export const LOWEST_OPCODE = 200;
