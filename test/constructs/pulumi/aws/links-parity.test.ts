import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ofCdk from '../../../../constructs/aws';
import * as ofPulumi from '../../../../constructs/pulumi/aws';
import { templates, twoRegions } from '../../aws/regions';
import { anApp } from '../../aws/stacks';
import { onAws } from './backups';
import { linked, there } from './links';
import { differences, text, type Facts } from './parity/facts';
import { linkFactsOfCdk } from './parity/links-of-cdk';
import { linkFactsOfPulumi } from './parity/links-of-pulumi';

const APPROVERS = ['arn:aws:iam::123456789012:role/on-call'];

/** Witness, link and both runbooks of a pilot light. */
function withCdk(): Facts {
  const { app, link, stacks } = twoRegions({
    app: anApp({ context: { '@aws-cdk/core:defaultCrossStackReferences': 'weak' } }),
    redis: { ssmAgent: ofCdk.SsmAgent.preinstalled() }, options: { strategy: ofCdk.RegionStrategy.PILOT_LIGHT },
  });
  new ofCdk.RegionRunbook(stacks.back, 'Promotion', { link, approvers: APPROVERS });
  new ofCdk.RegionRunbook(stacks.link, 'Failback', { link });
  return linkFactsOfCdk(templates(app));
}

async function withPulumi(): Promise<Facts> {
  const made = await linked({
    redis: { ssmAgent: ofPulumi.SsmAgent.preinstalled() }, options: { strategy: ofPulumi.RegionStrategy.PILOT_LIGHT },
  }, {}, (link, replica) => {
    new ofPulumi.RegionRunbook('promotion', { link, approvers: APPROVERS }, there(replica));
    new ofPulumi.RegionRunbook('failback', { link });
  });
  return linkFactsOfPulumi(made, await onAws(() => {
    new ofPulumi.WitnessBucket('witness');
  }));
}

/** First column of the table about links. */
function documented(): string[] {
  const page = readFileSync(join(__dirname, '../../../../docs/pulumi-regions.md'), 'utf8');
  const [, table] = /<!-- parity of links -->([\s\S]*?)<!-- end -->/.exec(page)!;
  return [...table!.matchAll(/^\| \*\*(.+?)\*\*/gm)].map(([, title]) => title!).sort();
}

test('what differs is what is documented, and nothing else', async () => {
  const [one, other] = [withCdk(), await withPulumi()];
  const found = differences(one, other);
  const surprising = found.filter((title) => !documented().includes(title));
  expect(surprising.map((title) => [title, text(one[title]), text(other[title])])).toEqual([]);
  expect(found).toEqual(documented());
});
