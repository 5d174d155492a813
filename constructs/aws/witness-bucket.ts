import { Names, RemovalPolicy, Resource, Stack, Token, type IResource } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { createOnlyStatement, witnessStatements, witnessUrl, type PolicyStatement } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import { acknowledge } from './acknowledge';

/** A bucket that region records are kept in, of this stack or another. */
export interface IWitnessBucket extends IResource {
  /** Name of the bucket, a literal. */
  readonly bucketName: string;
  /** Region of the bucket, a literal. */
  readonly region: string;
  /** What agents are given: records of a deployment are below it. */
  readonly url: string;

  /** Lets a principal read the region records of one deployment and create the next one. It can neither change nor delete one. */
  grantWitness(grantee: iam.IGrantable, deploymentName: string): iam.Grant;

  /** @internal */
  _statements(deployment: string): PolicyStatement[];
}

/** What an existing witness is imported by. */
export interface WitnessBucketAttributes {
  readonly bucketName: string;
  /** Region of the bucket. */
  readonly region: string;
}

/** Properties of WitnessBucket. */
export interface WitnessBucketProps {
  /**
   * Name of the bucket.
   *
   * @default - from the construct's path, account and region; both must be literals in the stack's `env`
   */
  readonly bucketName?: string;
  /** @default RemovalPolicy.RETAIN */
  readonly removalPolicy?: RemovalPolicy;
}

abstract class WitnessBucketBase extends Resource implements IWitnessBucket {
  public abstract readonly bucketName: string;
  public abstract readonly region: string;

  public get url(): string {
    return witnessUrl(this.bucketName, this.region);
  }

  public grantWitness(grantee: iam.IGrantable, deploymentName: string): iam.Grant {
    return this._statements(deploymentName)
      .map(({ actions, resources: resourceArns, conditions }) =>
        iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions }))
      .reduce((all, one) => all.combine(one));
  }

  /** @internal */
  public _statements(deployment: string): PolicyStatement[] {
    return witnessStatements(`arn:${Stack.of(this).partition}:s3:::${this.bucketName}`, deployment);
  }
}

/**
 * Where it is kept which region may take writes, for a stack in a third region: a small private bucket in which an object is
 * created once and never changed. One serves any number of deployments.
 *
 * Its name is known when the app is synthesized, so that no stack of the two other regions has to ask this one for it.
 */
export class WitnessBucket extends WitnessBucketBase {
  /** Imports a witness that exists. */
  public static fromWitnessBucketAttributes(scope: Construct, id: string, attrs: WitnessBucketAttributes): IWitnessBucket {
    class Import extends WitnessBucketBase {
      public readonly bucketName = attrs.bucketName;
      public readonly region = attrs.region;
    }
    return new Import(scope, id);
  }

  public readonly bucketName: string;
  public readonly region: string;
  public readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, props: WitnessBucketProps = {}) {
    super(scope, id);
    const { region } = Stack.of(this);
    if (Token.isUnresolved(region)) {
      throw new InvalidInput('env.region', 'the witness\'s stack has none, and nodes elsewhere must know it', 'give the stack an explicit env');
    }
    this.region = region;
    this.bucketName = props.bucketName ?? this.derivedName();
    this.bucket = new s3.Bucket(this, 'Resource', {
      bucketName: this.bucketName,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // Holds no secret. A customer's key would be one more thing whose failure stops every primary's writes.
      encryption: s3.BucketEncryption.S3_MANAGED,
      versioned: true,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    const { sid, actions, resources, conditions } = createOnlyStatement(this.bucket.bucketArn);
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid, effect: iam.Effect.DENY, principals: [new iam.AnyPrincipal()], actions, resources, conditions,
    }));
    acknowledge(this.bucket, 'AwsSolutions-S1', 'every primary asks several times in its lease; records say who made them, and CloudTrail can tell more');
  }

  private derivedName(): string {
    const { account } = Stack.of(this);
    if (Token.isUnresolved(account)) {
      throw new InvalidInput('bucketName', 'cannot be derived: the stack\'s env has no account', 'give bucketName, or the stack an explicit env');
    }
    const name = Names.uniqueResourceName(this, { maxLength: 63 - account.length - this.region.length - 2, separator: '-', allowedSpecialCharacters: '-' });
    return `${name}-${account}-${this.region}`.toLowerCase();
  }
}
