import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Names } from 'cdk8s';
import type { Construct } from 'constructs';
import { asEmptyList, canonicalJson, type DeploymentPlan } from '../../lib/plan';

/** Where an App writes that was told nothing, see `App.outdir`. */
const DEFAULT_OUTDIR = 'dist';

/**
 * Writes the plan beside the manifests, with what there is to know about it on this platform. The name is unique in the folder;
 * the same plan gives the same bytes. The file is an empty `List` to Kubernetes, because `kubectl apply -f` and GitOps tools take
 * every JSON file of a folder for a manifest.
 *
 * In a CDK app whose chart has an App of its own without `outdir`, it is written beside the templates instead.
 *
 * @returns the file's path
 */
export function writePlanFile(scope: Construct, plan: DeploymentPlan): string {
  const folder = folderOf(scope);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${Names.toDnsLabel(scope)}.redis-ha.json`);
  writeFileSync(file, canonicalJson(asEmptyList(plan)));
  return file;
}

/** Where its App writes. An App that was told nothing writes where the command above it does. */
function folderOf(scope: Construct): string {
  const { outdir } = App.of(scope) as { readonly outdir?: string };
  const { CDK8S_OUTDIR: ofCdk8s, CDK_OUTDIR: ofCdk } = process.env;
  const told = outdir === DEFAULT_OUTDIR && ofCdk8s === undefined ? undefined : outdir;
  return told ?? ofCdk8s ?? ofCdk ?? DEFAULT_OUTDIR;
}
