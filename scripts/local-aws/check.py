"""Asks the local AWS whether what was deployed is what the design says: check.py deployed|changed|grown"""
import base64, json, os, sys
import boto3

EXPECTED_NODES = {"deployed": 3, "changed": 3, "grown": 4}
stage, notes = sys.argv[1], sys.argv[2]
make = lambda service: boto3.client(service, endpoint_url=os.environ["AWS_ENDPOINT_URL"])
ec2, autoscaling, ssm, secrets, dynamodb = map(make, ("ec2", "autoscaling", "ssm", "secretsmanager", "dynamodb"))
nodes = EXPECTED_NODES[stage]


def expect(what, got, wanted):
    if got != wanted:
        sys.exit(f"{what}: got {got}, expected {wanted}")


def tagged(items):
    return [item for item in items if any(tag["Key"] == "redis-ha:node" for tag in item.get("Tags", item.get("TagSet", [])))]


volumes = tagged(ec2.describe_volumes()["Volumes"])
interfaces = tagged(ec2.describe_network_interfaces()["NetworkInterfaces"])
expect("data volumes", len(volumes), nodes)
expect("volumes that are encrypted gp3", [(v["VolumeType"], v["Encrypted"]) for v in volumes], [("gp3", True)] * nodes)
expect("interfaces", len(interfaces), nodes)
expect("secrets", len(secrets.list_secrets()["SecretList"]), 6)
expect("tables", len(dynamodb.list_tables()["TableNames"]), 1)
expect("zones of the volumes", len({v["AvailabilityZone"] for v in volumes}), 3)

groups = autoscaling.describe_auto_scaling_groups()["AutoScalingGroups"]
expect("groups of exactly one", [(g["MinSize"], g["MaxSize"]) for g in groups], [(1, 1)] * nodes)
pointers = [p["Name"] for p in ssm.describe_parameters()["Parameters"] if "Pointer" in p["Name"]]
expect("pointers", len(pointers), 1)
pointer = json.loads(ssm.get_parameter(Name=pointers[0])["Parameter"]["Value"])
expect("addresses of the pointer", sorted(pointer["bindings"]["addresses"].values()), sorted(i["PrivateIpAddress"] for i in interfaces))
make("s3").head_object(Bucket=pointer["plan"]["bucket"], Key=pointer["plan"]["key"])
make("s3").head_object(Bucket=pointer["agent"]["bucket"], Key=pointer["agent"]["key"])
for arn in pointer["secretIds"].values():
    expect("length of a password", len(secrets.get_secret_value(SecretId=arn)["SecretString"]), 48)

versions = {}
for group in groups:
    template = group["LaunchTemplate"]
    data = ec2.describe_launch_template_versions(LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Latest"])["LaunchTemplateVersions"][0]
    versions[template["LaunchTemplateId"]] = data["VersionNumber"]
    [interface] = data["LaunchTemplateData"]["NetworkInterfaces"]
    expect("device of the node's interface", int(interface["DeviceIndex"]), 0)
    assert interface["NetworkInterfaceId"] in {i["NetworkInterfaceId"] for i in interfaces}, interface
    script = base64.b64decode(data["LaunchTemplateData"]["UserData"]).decode()
    assert script.startswith("#!/bin/bash") and f"POINTER='{pointers[0]}'" in script, script[:400]
    assert any(f"VOLUME='{v['VolumeId']}'" in script for v in volumes), script[:400]

now = {"versions": versions, "plan": pointer["plan"]["sha256"]}
if stage == "deployed":
    json.dump(now, open(notes, "w"))
else:
    before = json.load(open(notes))
    assert now["plan"] != before["plan"], "the plan changed, the pointer did not"
    # What a change does: nobody is replaced, because no launch template has a new version.
    expect("launch templates of the first nodes", {key: versions.get(key) for key in before["versions"]}, before["versions"])
