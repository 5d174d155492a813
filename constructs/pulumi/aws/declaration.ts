import type * as pulumi from '@pulumi/pulumi';
import { checkEngineAgainstImage, Packages, RegionNaming, requireAcceptable, SsmAgent } from '../../../lib/aws';
import { Engine, type Topology } from '../../../lib/model';
import type { DeploymentPlan } from '../../../lib/plan';
import { keptBy } from '../shared';
import type { ChildOptions } from './child-options';
import type { RedisDeploymentArgs } from './deployment-args';
import { naming, planDeployment } from './deployment-spec';
import type { HomeRegion } from './home-region';
import { NodeImage } from './node-image';
import { Tls, type TlsConfig } from './tls';

const DEFAULT_INSTANCE_TYPE = 'r7g.large';

/** What was declared, defaults filled in, and its plan: nothing is made yet. */
export interface Declaration {
  readonly plan: DeploymentPlan;
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: string;
  readonly image: NodeImage;
  readonly tls: TlsConfig;
}

/** @throws Error naming the component and the argument the user typed */
export function declare(component: string, args: RedisDeploymentArgs, topology: () => Topology): Declaration {
  const engine = args.engine ?? Engine.REDIS_8_0;
  const packages = args.packages ?? Packages.distribution();
  const instanceType = args.instanceType ?? DEFAULT_INSTANCE_TYPE;
  const image = args.image ?? NodeImage.debian13();
  const tls = (args.tls ?? Tls.ownAuthority())._bind();
  const plan = planDeployment(component, args, { topology, engine, instanceType, tls });
  naming(component, () => {
    checkEngineAgainstImage(engine, packages, image.debianRelease);
    requireAcceptable(plan, args.acceptNewVolumes ?? []);
  });
  return { plan, engine, packages, ssmAgent: args.ssmAgent ?? SsmAgent.none(), instanceType, image, tls };
}

/** How everything below a component is made. @throws Error naming the argument */
export function childOptions(component: string, parent: pulumi.Resource, args: Parameters<typeof keptBy>[0]): ChildOptions {
  return naming(component, () => ({ parent, kept: keptBy(args) }));
}

/** The deployment as its other region is made from it; undefined where it declares none. */
export function homeRegionOf(
  component: string, declaration: Declaration, { replicaRegion: options, volume, planDirectory }: RedisDeploymentArgs,
): HomeRegion | undefined {
  const { tls, ...declared } = declaration;
  return options && {
    ...declared, component, options, volume, planDirectory, names: new RegionNaming(declaration.plan, options),
    ownAuthority: tls.ownAuthority ?? false, copied: [],
  };
}
