import * as pulumi from '@pulumi/pulumi';
import { requireWitnessUrl, type PolicyStatement } from '../../../lib/aws';
import type { IWitnessBucket } from './witness-bucket';

/** A store that is reached over HTTP and honours `If-None-Match: *`, as S3 does. */
export interface WitnessAddress {
  /** `https://host/prefix`; records are `<url>/<deployment>/<epoch>.json`. */
  readonly url: pulumi.Input<string>;
  /**
   * Region that requests are signed for, with the nodes' role (AWS signature 4).
   *
   * @default - requests are not signed
   */
  readonly signingRegion?: pulumi.Input<string>;
}

/** Where it is kept which region may take writes (rule R14): in a third place, so that the loss of either region leaves it. */
export class RegionWitness {
  /**
   * A bucket in a third region, of this program or, with `WitnessBucket.fromWitnessBucketAttributes`, of another. Nodes of both
   * regions get what they need there, and no more.
   */
  public static bucket(bucket: IWitnessBucket): RegionWitness {
    const address = { url: bucket.url, signingRegion: bucket.region };
    return new RegionWitness(address, bucket.region, (deployment) => bucket._statements(deployment));
  }

  /**
   * A store that there is. Who may use it is decided there.
   *
   * @throws InvalidInput for what is no URL, at deployment where it is known only then
   */
  public static url(address: WitnessAddress): RegionWitness {
    if (typeof address.url === 'string') {
      requireWitnessUrl(address.url);
    }
    const url = pulumi.output(address.url).apply(requireWitnessUrl);
    return new RegionWitness({ ...address, url }, undefined, () => pulumi.output([]));
  }

  private constructor(
    /** @internal */
    public readonly _address: WitnessAddress,
    /** Where it is; undefined where that is not known. @internal */
    public readonly _region: pulumi.Output<string> | undefined,
    /** What a node's role needs. @internal */
    public readonly _statements: (deployment: string) => pulumi.Output<PolicyStatement[]>,
  ) {}
}
