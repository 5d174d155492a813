import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { createOnlyStatement, witnessStatements, witnessUrl, type PolicyStatement } from '../../../lib/aws';
import { InvalidInput } from '../../../lib/model';
import { childName, keptBy, namingArguments, requirePlain, type Keeping } from '../shared';
import { privateBucket } from './backup-private-bucket';
import { policyJson } from './policy-json';

/** A bucket that region records are kept in, of this program or another. */
export interface IWitnessBucket {
  /** Name of the bucket. */
  readonly bucketName: pulumi.Output<string>;
  /** Region of the bucket. */
  readonly region: pulumi.Output<string>;
  /** What agents are given: records of a deployment are below it. */
  readonly url: pulumi.Output<string>;

  /**
   * Lets a role read the region records of one deployment and create the next one. It can neither change nor delete one.
   *
   * @param name of the policy, as every resource has one
   * @param role name of the role
   */
  grantWitness(name: string, role: pulumi.Input<string>, deploymentName: string): aws.iam.RolePolicy;

  /** @internal */
  _statements(deployment: string): pulumi.Output<PolicyStatement[]>;
}

/** What an existing witness is imported by. */
export interface WitnessBucketAttributes {
  readonly bucketName: pulumi.Input<string>;
  /** Region of the bucket. */
  readonly region: pulumi.Input<string>;
}

/** Arguments of WitnessBucket. What is kept, and protected, is the bucket. */
export interface WitnessBucketArgs extends Keeping {
  /**
   * Name of the bucket.
   *
   * @default - the component's name and what Pulumi adds to it, which stays
   */
  readonly bucketName?: pulumi.Input<string>;
}

/**
 * Where it is kept which region may take writes, with a provider of a third region: a small private bucket in which an object is
 * created once and never changed. One serves any number of deployments.
 */
export class WitnessBucket extends pulumi.ComponentResource implements IWitnessBucket {
  /** A witness that exists. */
  public static fromWitnessBucketAttributes(attributes: WitnessBucketAttributes, opts?: pulumi.InvokeOptions): IWitnessBucket {
    return new ImportedWitnessBucket(attributes, opts);
  }

  public readonly bucketName: pulumi.Output<string>;
  public readonly region: pulumi.Output<string>;
  public readonly url: pulumi.Output<string>;
  public readonly bucket: aws.s3.Bucket;

  /**
   * @param name unless there is a `bucketName`: lower-case letters, digits and dashes, at most 40, since that of the bucket
   * begins with it
   * @throws Error that names the argument
   */
  constructor(name: string, args: WitnessBucketArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:WitnessBucket', name, {}, opts);
    const kept = namingArguments(name, () => {
      if (args.bucketName === undefined && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
        throw new InvalidInput('name', `got "${name}", and the bucket's name begins with it`,
          'use lower-case letters, digits and dashes, at most 40, or give bucketName');
      }
      return keptBy(args);
    });
    // Holds no secret. A customer's key would be one more thing whose failure stops every primary's writes.
    this.bucket = privateBucket(childName(name, 'Bucket'), {
      bucketName: args.bucketName,
      lifecycle: [],
      versioned: true,
      statements: ({ arn }) => arn.apply((of) => [createOnlyStatement(of)]),
    }, this, kept).bucket;
    this.bucketName = this.bucket.bucket;
    this.region = this.bucket.region;
    this.url = urlOf(this);
    this.registerOutputs({ bucketName: this.bucketName, region: this.region, url: this.url });
  }

  public grantWitness(...granted: Granted): aws.iam.RolePolicy {
    return grantIn(this, granted, { parent: this });
  }

  /** @internal */
  public _statements(deployment: string): pulumi.Output<PolicyStatement[]> {
    return this.bucket.arn.apply((arn) => witnessStatements(arn, deployment));
  }
}

type Granted = [name: string, role: pulumi.Input<string>, deploymentName: string];

/** A witness of another program. */
class ImportedWitnessBucket implements IWitnessBucket {
  public readonly bucketName: pulumi.Output<string>;
  public readonly region: pulumi.Output<string>;
  public readonly url: pulumi.Output<string>;
  readonly #arn: pulumi.Output<string>;

  constructor({ bucketName, region }: WitnessBucketAttributes, opts: pulumi.InvokeOptions = {}) {
    this.bucketName = pulumi.output(bucketName);
    this.region = pulumi.output(region);
    this.url = urlOf(this);
    this.#arn = pulumi.interpolate`arn:${aws.getPartitionOutput({}, opts).partition}:s3:::${bucketName}`;
  }

  public grantWitness(...granted: Granted): aws.iam.RolePolicy {
    return grantIn(this, granted);
  }

  /** @internal */
  public _statements(deployment: string): pulumi.Output<PolicyStatement[]> {
    return this.#arn.apply((arn) => witnessStatements(arn, deployment));
  }
}

function urlOf({ bucketName, region }: Pick<IWitnessBucket, 'bucketName' | 'region'>): pulumi.Output<string> {
  return pulumi.all([bucketName, region]).apply(([name, where]) => witnessUrl(name, where));
}

function grantIn(
  witness: IWitnessBucket, [name, role, deployment]: Granted, opts?: pulumi.CustomResourceOptions,
): aws.iam.RolePolicy {
  requirePlain('deploymentName', deployment);
  const policy = policyJson(witness._statements(deployment), (statements) => statements);
  return new aws.iam.RolePolicy(name, { role, policy }, opts);
}
