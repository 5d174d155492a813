import { App } from 'aws-cdk-lib';
import { twoRegions } from './two-regions';

twoRegions(new App({
  context: {
    // An address of one region is read when the link is deployed, and nothing keeps it from changing. As in a new project.
    '@aws-cdk/core:defaultCrossStackReferences': 'weak',
  },
}), process.env.CDK_DEFAULT_ACCOUNT);
