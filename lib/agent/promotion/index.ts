export { agentsPort, type AgentsPortParts } from './agents-port';
export { reportOf } from './node-report';
