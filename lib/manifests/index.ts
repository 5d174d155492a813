export * from './deployment-input';
export { deploymentManifests } from './deployment-manifests';
export { manifestFindings } from './findings';
export * from './kubernetes-object';
export { deploymentNames, type DeploymentNames } from './names';
export * from './object-store';
export { partsOf, UNPACK, type Program, type ProgramPart } from './program-parts';
export { hasSentinelsService } from './services';
export { stopTiming, type StopTiming } from './timing';
