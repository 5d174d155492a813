import { Lazy, Stack } from 'aws-cdk-lib';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { mayNeedLargeParameter, pointerDescription, pointerOf, type ReplacementTiming } from '../../lib/aws';
import type { PointedFile, WitnessConfig } from '../../lib/config';
import type { DeploymentPlan, RestoreBinding } from '../../lib/plan';
import { agentBundle, seedBundle } from './agent-bundle';
import { digestOf, writePlanFile } from './plan-file';

export interface PointerProps {
  readonly plan: DeploymentPlan;
  /** The construct the user made; the plan file is named after it. */
  readonly owner: Construct;
  readonly secretIds: Record<string, string>;
  /** @default - a plan without TLS */
  readonly certificateSecretId?: string;
  readonly acceptNewVolumes: string[];
  readonly timing: ReplacementTiming;
  /** The backup it begins with. @default - it begins empty */
  readonly restore?: RestoreBinding;
  /** Names of the other region's nodes. @default - there is one region */
  readonly hosts?: Record<string, string>;
  /** @default - there is one region */
  readonly witness?: WitnessConfig;
}

/** Plan and agent as assets, and the SSM parameter through which every node finds them. */
export class Pointer extends Construct {
  public readonly parameter: ssm.StringParameter;
  /** Where the plan was written beside the template. */
  public readonly planFile: string;
  /** ARNs of all objects it points at. */
  public readonly objectArns: string[];
  /** Node name to its address; filled in once the nodes exist. */
  readonly #addresses: Record<string, string> = {};
  /** Moved node to its new volume. */
  readonly #moved: Record<string, string> = {};

  constructor(scope: Construct, id: string, props: PointerProps) {
    super(scope, id);
    this.planFile = writePlanFile(props.owner, props.plan);
    const agent = agentBundle();
    const plan = new s3assets.Asset(this, 'Plan', { path: this.planFile });
    const bundle = new s3assets.Asset(this, 'Agent', { path: agent });
    const seed = props.restore && new s3assets.Asset(this, 'Seed', { path: seedBundle() });
    this.objectArns = [plan, bundle, ...(seed ? [seed] : [])].map((asset) => asset.bucket.arnForObjects(asset.s3ObjectKey));
    const stack = Stack.of(this);
    const value = (): string => stack.toJsonString(pointerOf({
      deployment: props.plan.name,
      plan: pointed(plan, this.planFile),
      agent: pointed(bundle, agent),
      seed: seed && pointed(seed, seedBundle()),
      restore: props.restore,
      addresses: this.#addresses,
      hosts: props.hosts,
      witness: props.witness,
      secretIds: props.secretIds,
      certificateSecretId: props.certificateSecretId,
      acceptNewVolumes: props.acceptNewVolumes,
      moved: this.#moved,
      timing: props.timing,
    }));
    this.parameter = new ssm.StringParameter(this, 'Parameter', {
      ...(mayNeedLargeParameter(props.plan) ? { tier: ssm.ParameterTier.INTELLIGENT_TIERING } : {}),
      description: pointerDescription(props.plan.name),
      stringValue: Lazy.string({ produce: value }),
    });
  }

  /** The only volume a moved node may start on, and may start on empty. */
  public bindMoved(node: string, volume: string): void {
    this.#moved[node] = volume;
  }

  public bindAddress(node: string, address: string): void {
    this.#addresses[node] = address;
  }
}

function pointed(asset: s3assets.Asset, file: string): PointedFile {
  return { bucket: asset.s3BucketName, key: asset.s3ObjectKey, sha256: digestOf(file) };
}
