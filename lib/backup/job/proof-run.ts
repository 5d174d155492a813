import { InvalidInput } from '../../model';
import { RESTORE_PROOF_VARIABLE, RESTORE_PROOF_VERSION, type RestoreProof } from '../../model/restore-proof';
import { requireDeployment } from '../names';

const TEXTS = ['store', 'deployment', 'backup', 'directory', 'engineDir'] as const;

/** @throws InvalidInput that names the variable when it is missing, no JSON, of another version, or not complete */
export function readProof(env: NodeJS.ProcessEnv): RestoreProof {
  const text = env[RESTORE_PROOF_VARIABLE];
  if (!text) {
    throw new InvalidInput(RESTORE_PROOF_VARIABLE, 'is not set', 'deploy it with RestoreJob, which sets it');
  }
  let proof: RestoreProof;
  try {
    proof = Object(JSON.parse(text)) as RestoreProof;
  } catch (failure) {
    throw new InvalidInput(RESTORE_PROOF_VARIABLE, `is no JSON: ${(failure as Error).message}`, 'deploy it with RestoreJob');
  }
  if (proof.schemaVersion !== RESTORE_PROOF_VERSION) {
    throw new InvalidInput(RESTORE_PROOF_VARIABLE, `has schemaVersion ${String(proof.schemaVersion)}`,
      `deploy program and settings together: this one reads ${RESTORE_PROOF_VERSION}`);
  }
  const missing = TEXTS.find((name) => typeof proof[name] !== 'string' || proof[name] === '');
  if (missing !== undefined || typeof proof.engine?.family !== 'string' || typeof proof.engine.version !== 'string') {
    throw new InvalidInput(`${RESTORE_PROOF_VARIABLE}.${missing ?? 'engine'}`, 'is missing', 'deploy it with RestoreJob');
  }
  requireDeployment(proof.deployment);
  return proof;
}
