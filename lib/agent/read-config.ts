import { readFile } from 'node:fs/promises';
import { POD_ENV, type KubernetesPlatformConfig, type NodeConfig } from '../config';

type Environment = Record<string, string | undefined>;

/**
 * Reads `node.json` and, in a pod, which node this is.
 *
 * @throws Error for a field that is missing, or a pod that is none of the deployment's
 */
export async function readConfig(file: string, environment: Environment = process.env): Promise<NodeConfig> {
  const config = await readNodeFile(file);
  return config.platform.kind === 'kubernetes' ? ofPod(config, config.platform, environment) : config;
}

/** The file alone, for what runs beside no node. */
export async function readNodeFile(file: string): Promise<NodeConfig> {
  const config = JSON.parse(await readFile(file, 'utf8')) as NodeConfig;
  for (const key of ['node', 'planFile', 'bindingsFile', 'dataDir', 'runDir', 'platform'] as const) {
    if (config[key] === undefined) {
      throw new Error(`${file}: "${key}" is missing`);
    }
  }
  return config;
}

function ofPod(config: NodeConfig, { pods }: KubernetesPlatformConfig, environment: Environment): NodeConfig {
  const pod = environment[POD_ENV.name] || undefined;
  if (pod === undefined) {
    throw new Error(`the variable ${POD_ENV.name} is empty: it has to hold the name of the pod, by the downward API`);
  }
  const node = Object.keys(pods).find((name) => pods[name] === pod);
  if (node === undefined) {
    throw new Error(`pod "${pod}" is no node of this deployment, which has ${Object.values(pods).join(', ')}: `
      + 'more replicas of its StatefulSet than nodes in the plan are of no use');
  }
  const revision = environment[POD_ENV.revision] || undefined;
  const domain = environment[POD_ENV.zone] || undefined;
  return { ...config, node, pod: { ...(revision ? { revision } : {}), ...(domain ? { domain } : {}) } };
}
