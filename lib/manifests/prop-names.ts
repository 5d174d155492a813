/**
 * A message of the plan in the words of what users type: `overrides.downAfterSeconds` is `overrides.downAfter` there.
 *
 * @param namespace what the namespace is called by them
 */
export function inPropNames(message: string, namespace = 'namespace of the chart'): string {
  return message
    .replace(/^name:/, 'deploymentName:')
    .replace(/\btopology\.(replicas|sentinels|quorum|placement|cascaded|shards)\b/g, '$1')
    .replace(/\bTopology\.(\w)(\w+)(?:\(\))?/g, (_, first: string, rest: string) => `Redis${first.toUpperCase()}${rest}`)
    .replace(/\breplicaRegion\.failureDomains\b/g, 'replicaCluster.zones')
    .replace(/\breplicaRegion\b/g, 'replicaCluster')
    .replace(/\bfailureDomains\b/g, 'scheduling.zones')
    .replace(/\bplacement\.(zones|hosts)\b/g, 'scheduling.$1')
    .replace(/^tlsServerName:/, 'tls.serverName:')
    .replace(/^(transport|certificates):/, 'tls:')
    .replace(/^storage:/, 'volume.size:')
    .replace(/^namespace:/, `${namespace}:`)
    .replace(/^(store\.peers|objectStore):/, 'restoreFrom: peers of its store:')
    .replace(/\bnodeMemoryBytes\b/g, 'nodeMemory')
    .replace(/\boverrides\.([a-z]\w*?)(?:Seconds|Bytes)\b/g, 'overrides.$1');
}
