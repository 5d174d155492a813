/**
 * Parts of a failover, in seconds unless they say otherwise. Measured on Redis 7.0 on loopback with three
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
  /** The agent beside a process that died sees it (rule R6). */
  crashSeen: 0.3,
  /** It waits for as long as bytes may still sit in the sockets of replicas. */
  crashQuiet: 0.3,
  /** A forced failover, which asks no Sentinel for a vote: 0.22 s was seen. */
  crashPromotion: 0.4,
  /** Cluster: `CLUSTER FAILOVER FORCE` on a replica, which needs votes, but no node timeout. */
  clusterForced: 0.4,
  /**
   * Cluster: from FAIL to a promoted replica: 500 ms and up to 500 more on purpose, a beat of 100 ms and the votes (cluster.c,
   * clusterHandleSlaveFailover).
   */
  clusterElection: 1.2,
  /** Cluster: a primary that restarted takes no writes before (cluster.c, CLUSTER_WRITABLE_DELAY). */
  clusterWritableDelay: 2,
  /** Write gap of `CLUSTER FAILOVER`: 59 and 87 ms were seen. */
  clusterHandover: 1,
  /** Write gap of `FAILOVER TO`: 0.44, 0.47 and once 1.36 s were seen, and the client's reconnection. */
  nativeHandover: 2,
  /** Replication: asking a silent primary, evidence of the replicas, the claim of the role and the promotion; 4.4 s were seen. */
  commandedFailover: 5,
  /** Replication: how long a primary may go on that reads the role marker and is named no more. */
  markerNoticed: 2,
  /**
   * Bytes of used memory loaded in a second when a process starts: 874 MB in 5.3 s from an RDB base, and a tail of the
   * append-only file as long as the base at 51 MB/s, rounded down.
   */
  loadedBytesPerSecond: 50e6,
} as const;

/** Below this a fork of a large data set or a busy host looks like a death. */
export const TIGHTEST_DOWN_AFTER = 0.5;
/** Shorter, the pings of a Cluster under load come too late. */
export const TIGHTEST_NODE_TIMEOUT = 1;
/** A replica acknowledges once a second; a bound of one second would refuse writes at random. */
export const TIGHTEST_MAX_LAG = 2;
