// The CDK app of this checkout (cdk.json): the example, synthesized with the sources.
import '../examples/aws-sentinel/app';
