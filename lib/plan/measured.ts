/**
 * Parts of a failover, in seconds. Measured on Redis 7.0 on loopback with three
 * Sentinels (`bench/drills`) and rounded up; the constants of the Sentinel source
 * that explain them are named. On a machine that is short of processors single runs
 * take longer: with two other test runs beside it, 2 of 20 cut-off primaries took
 * 3.7 and 3.8 s where these parts add up to 3.4 s.
 */
export const MEASURED = {
  /** From the end of down-after to a promoted replica, when the process died: agreement and election. */
  electionAfterDeath: 0.6,
  /** The same when it hangs: Sentinel's pings are up to a second apart (SENTINEL_PING_PERIOD). */
  electionAfterHang: 1.2,
  /** Until Sentinels tell clients the new address: they wait for an INFO, sent every second in a failover. */
  discovery: 1.1,
  /** A Sentinel-aware client that retries every 100 to 200 ms reconnects and writes. */
  clientReconnect: 0.5,
  /** Write gap of a planned handover: failover of a paused primary, discovery and reconnect. 2.3 s was seen on a busy machine. */
  handover: 3,
  /** How often an agent looks, rounded up; part of every bound that depends on it. */
  agentTick: 0.5,
  /** Replicas acknowledge their offset once a second, so lag is known no finer. */
  replicaAckPeriod: 1,
  /** Sentinel starts a failover up to a second late on purpose (SENTINEL_MAX_DESYNC). */
  retryDesync: 1,
  /** Sentinel gives an election up after this, or after failover-timeout where that is shorter (SENTINEL_ELECTION_TIMEOUT). */
  electionTimeout: 10,
  /** Agents agree which node is newest, Sentinel promotes it, clients find it. */
  evidence: 8,
  /** With appendfsync everysec a flush may be postponed once (aof.c). */
  everysecWindow: 2,
} as const;

/** Below this a fork of a large data set or a busy host looks like a death. */
export const TIGHTEST_DOWN_AFTER = 0.5;
/** A replica acknowledges once a second; a bound of one second would refuse writes at random. */
export const TIGHTEST_MAX_LAG = 2;
