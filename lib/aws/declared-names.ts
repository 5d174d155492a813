/**
 * A message of the plan in the words a deployment on AWS is declared in: `overrides.downAfterSeconds` is
 * `overrides.downAfter` there.
 *
 * @param subnets what the field is called that zones come from
 */
export function inDeclaredNames(message: string, subnets: string): string {
  return message
    .replace(/^name:/, 'deploymentName:')
    .replace(/\btopology\.(replicas|sentinels|quorum|placement|cascaded|shards)\b/g, '$1')
    .replace(/^moved:/, 'moveNodes:')
    .replace(/^transport:/, 'tls:')
    .replace(/^tlsServerName:/, 'tls.serverName:')
    .replace(/\bTopology\.(\w)(\w+)(?:\(\))?/g, (_, first: string, rest: string) => `Redis${first.toUpperCase()}${rest}`)
    .replace(/\breplicaRegion\.failureDomains\b/g, 'replicaRegion.zones')
    .replace(/\breplicaRegion\.moved\b/g, 'replicaRegion.moveNodes')
    .replace(/\breplicaRegion\.(decision|lease|backupInterval)Seconds\b/g, 'replicaRegion.$1')
    .replace(/\bfailureDomains\b/g, subnets)
    .replace(/\bnodeMemoryBytes\b/g, 'nodeMemory')
    .replace(/\boverrides\.([a-z]\w*?)(?:Seconds|Bytes)\b/g, 'overrides.$1');
}
