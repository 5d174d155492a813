import { AppendFsync, type Settings } from '../model';
import { MEASURED } from './measured';

/** To the millisecond, never below what was computed. */
export function seconds(value: number): number {
  // Added to zero, since ceil gives -0 here, which JSON would not give back.
  return Math.ceil(value * 1000 - 1e-6) / 1000 + 0;
}

/** How long a process that starts loads a full data set. */
export function loadSeconds(settings: Settings): number {
  return settings.maxMemoryBytes / MEASURED.loadedBytesPerSecond;
}

/** What a power loss costs everywhere at once. */
export function powerLossSeconds(settings: Settings): number {
  return settings.appendfsync === AppendFsync.ALWAYS ? 0 : MEASURED.everysecWindow;
}

export interface LossBounds {
  /**
   * What a promoted replica had not yet received: bounded by the lag at which the primary stops acknowledging, or, without
   * that check, by the lag at which the replica's agent withdraws it.
   */
  readonly lag: number;
  /** How long a primary that is cut off with a client goes on. */
  readonly cutOff: number;
}

/**
 * @param replicas those that copy from the primary itself
 * @param stops seconds after which a primary that is cut off from the majority takes no writes any more
 */
export function lossBounds(settings: Settings, replicas: number, stops: number): LossBounds {
  const lag = settings.minReplicasMaxLagSeconds + MEASURED.replicaAckPeriod;
  // A network can split so that the primary keeps the replicas min-replicas-to-write asks for while another
  // replica and the majority are on the other side; then only the fence of rule R7 stops it.
  const keepsEnoughReplicas = replicas > settings.minReplicasToWrite;
  return { lag, cutOff: keepsEnoughReplicas ? stops : Math.min(lag, stops) };
}

/** Rule R7: a primary that loses sight of the majority stops within its limit and two seconds. */
export function fenceSeconds(settings: Settings): number {
  return settings.fenceAfterSeconds + 2;
}
