import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { RegionLink, RegionLinkReturn, RegionRunbook, type ReplicaRegion } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

export interface LinkStackProps extends StackProps {
  readonly replica: ReplicaRegion;
}

/** What connects the regions, on the home region's side: peering, names, routes; and the way back after a promotion. */
export class LinkStack extends Stack {
  public readonly link: RegionLink;

  constructor(scope: Construct, id: string, { replica, ...props }: LinkStackProps) {
    super(scope, id, props);
    this.link = new RegionLink(this, 'Link', { replica });
    const failback = new RegionRunbook(this, 'Failback', { link: this.link });
    new CfnOutput(this, 'ClientsBeginAt', { value: this.link.activeName });
    new CfnOutput(this, 'FailbackCommand', { value: failback.startCommand });
  }
}

export interface ReturnStackProps extends StackProps {
  readonly link: RegionLink;
}

/** The other region's side: routes back, and the promotion, here because the home region is not there when it is needed. */
export class ReturnStack extends Stack {
  constructor(scope: Construct, id: string, { link, ...props }: ReturnStackProps) {
    super(scope, id, props);
    new RegionLinkReturn(this, 'Link', { link });
    const promotion = new RegionRunbook(this, 'Promotion', { link });
    new CfnOutput(this, 'PromotionCommand', { value: promotion.startCommand });
  }
}
