import { InvalidInput, RegionStrategy } from '../model';

/**
 * @param prop what subnets are given as
 * @throws InvalidInput for fewer zones than the plan has in that region
 */
export function requireReplicaZones(zones: number, wanted: number, prop: string): void {
  if (zones < wanted) {
    throw new InvalidInput(prop, `got ${zones} availability zones, replicaRegion.zones is ${wanted}`,
      `select subnets in ${wanted} zones, or declare replicaRegion.zones: ${zones}`);
  }
}

/** A deployment that another region is to be made of, as far as it is asked about that. */
export interface DeclaringHome {
  /** For people. */
  readonly path: string;
  /** Undefined where no other region was declared. */
  readonly hasNodes?: boolean;
}

/** @throws InvalidInput for a deployment whose other region has no nodes, or that has no other region */
export function requireNodesElsewhere({ path, hasNodes }: DeclaringHome): void {
  if (hasNodes === undefined) {
    throw new InvalidInput('home', `${path} declares no other region, or is imported`, 'give the deployment itself, with `replicaRegion`');
  }
  if (!hasNodes) {
    throw new InvalidInput('home', `${path} declares ${RegionStrategy.BACKUP_RESTORE}, and so no nodes elsewhere`,
      'in a stack of that region, declare a deployment with `restoreFrom`: a backup in the bucket that backups are copied to');
  }
}

/** @throws InvalidInput: certificates from elsewhere, of which the other region has not been told where they are */
export function refuseUncopiedCertificates(): never {
  throw new InvalidInput('certificateSecret', 'the home region\'s certificates come from elsewhere, and nobody copies them here',
    'give the secret in this region that they are copied to, for example a replica that Secrets Manager keeps');
}
