import { InvalidInput } from './invalid';

/** What an engine version can do, as far as this library decides by it. */
export interface EngineCapabilities {
  /** `FAILOVER` between a primary and a replica: Redis >= 6.2, every Valkey. */
  readonly nativeFailover: boolean;
  /** `WAITAOF`: Redis >= 7.2, Valkey >= 7.2. @see https://redis.io/commands/waitaof */
  readonly waitAof: boolean;
  /** `SENTINEL FAILOVER <name> COORDINATED`: Valkey >= 9.0. */
  readonly coordinatedFailover: boolean;
  /** Atomic slot migration (`CLUSTER MIGRATESLOTS`): Valkey >= 9.0. */
  readonly atomicSlotMigration: boolean;
}

/** The programs of an engine, by the names its packages install. */
export interface EngineBinaries {
  readonly server: string;
  readonly sentinel: string;
  readonly cli: string;
}

/** The Debian packages that hold the programs. */
export interface EnginePackages {
  readonly server: string;
  readonly sentinel: string;
  readonly tools: string;
  /** Debian release whose own archive carries this version; absent when none does. */
  readonly debianRelease?: string;
  /** systemd units the packages start by themselves, to be masked before they are installed. */
  readonly distributionUnits: string[];
}

interface EngineFacts {
  readonly rdbVersion: number;
  readonly debianRelease?: string;
  readonly capabilities: EngineCapabilities;
}

/**
 * A Redis or Valkey version this library knows how to run.
 *
 * Use the constants (`Engine.REDIS_7_0`) or `Engine.of('valkey-8.1')`.
 */
export class Engine {
  /** Redis 7.0 (Debian 12). */
  public static readonly REDIS_7_0 = new Engine('redis', '7.0', facts(10, false, false, 'bookworm'));
  /** Redis 7.2. */
  public static readonly REDIS_7_2 = new Engine('redis', '7.2', facts(11, true, false));
  /** Redis 8.0 (Debian 13). */
  public static readonly REDIS_8_0 = new Engine('redis', '8.0', facts(12, true, false, 'trixie'));
  /** Valkey 8.0. */
  public static readonly VALKEY_8_0 = new Engine('valkey', '8.0', facts(11, true, false));
  /** Valkey 8.1 (Debian 13). */
  public static readonly VALKEY_8_1 = new Engine('valkey', '8.1', facts(11, true, false, 'trixie'));
  /** Valkey 9.0. */
  public static readonly VALKEY_9_0 = new Engine('valkey', '9.0', facts(80, true, true));

  /** Every engine known to this version of the library. */
  public static all(): Engine[] {
    return [
      Engine.REDIS_7_0, Engine.REDIS_7_2, Engine.REDIS_8_0,
      Engine.VALKEY_8_0, Engine.VALKEY_8_1, Engine.VALKEY_9_0,
    ];
  }

  /**
   * The engine of that name.
   *
   * @param name family and version, for example `redis-7.0` or `valkey-8.1`
   * @throws InvalidInput when no such engine is known; the message lists those that are
   */
  public static of(name: string): Engine {
    const engine = Engine.all().find((candidate) => candidate.name === name);
    if (!engine) {
      const known = Engine.all().map((candidate) => candidate.name).join(', ');
      throw new InvalidInput('engine', `unknown engine "${name}"`, `use one of ${known}`);
    }
    return engine;
  }

  /** `redis` or `valkey`. */
  public readonly family: string;
  /** Major and minor version, for example `7.0`. */
  public readonly version: string;
  /** Family and version, for example `redis-7.0`. */
  public readonly name: string;
  /** Version of the RDB format this engine writes (`REDIS0010` is 10). */
  public readonly rdbVersion: number;
  public readonly binaries: EngineBinaries;
  public readonly packages: EnginePackages;
  public readonly capabilities: EngineCapabilities;

  private constructor(family: string, version: string, known: EngineFacts) {
    this.family = family;
    this.version = version;
    this.name = `${family}-${version}`;
    this.rdbVersion = known.rdbVersion;
    this.capabilities = known.capabilities;
    this.binaries = { server: `${family}-server`, sentinel: `${family}-sentinel`, cli: `${family}-cli` };
    this.packages = {
      server: `${family}-server`,
      sentinel: `${family}-sentinel`,
      tools: `${family}-tools`,
      debianRelease: known.debianRelease,
      distributionUnits: [`${family}-server.service`, `${family}-sentinel.service`],
    };
  }
}

function facts(rdbVersion: number, waitAof: boolean, valkey9: boolean, debianRelease?: string): EngineFacts {
  return {
    rdbVersion,
    debianRelease,
    capabilities: {
      nativeFailover: true,
      waitAof,
      coordinatedFailover: valkey9,
      atomicSlotMigration: valkey9,
    },
  };
}
