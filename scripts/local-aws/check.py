"""Asks the local AWS whether what was deployed is what the design says: check.py deployed|changed|grown|replication|cluster|backups"""
import base64, json, os, sys
import boto3
from cryptography import x509

EXPECTED_NODES = {"deployed": 3, "changed": 3, "grown": 4, "replication": 3, "cluster": 6, "backups": 3}
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
# A password for each user; authority, certificate of the nodes, what to trust.
expect("secrets", len(secrets.list_secrets()["SecretList"]), len(pointer["secretIds"]) + 3)
for arn in pointer["secretIds"].values():
    expect("length of a password", len(secrets.get_secret_value(SecretId=arn)["SecretString"]), 48)
certificates = json.loads(secrets.get_secret_value(SecretId=pointer["certificateSecretId"])["SecretString"])
authority, certificate = (x509.load_pem_x509_certificate(certificates[name].encode()) for name in ("ca.crt", "tls.crt"))
certificate.verify_directly_issued_by(authority)
named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
expect("addresses in the certificate", sorted(map(str, named.get_values_for_type(x509.IPAddress))), sorted(i["PrivateIpAddress"] for i in interfaces))

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

if stage == "replication":
    elbv2, route53 = make("elbv2"), make("route53")
    [balancer] = elbv2.describe_load_balancers()["LoadBalancers"]
    expect("load balancer", (balancer["Type"], balancer["Scheme"]), ("network", "internal"))
    paths = []
    for group in elbv2.describe_target_groups()["TargetGroups"]:
        paths.append(group["HealthCheckPath"])
        targets = elbv2.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
        expect("targets", sorted(t["Target"]["Id"] for t in targets), sorted(i["PrivateIpAddress"] for i in interfaces))
    expect("paths of the health checks", sorted(paths), ["/primary", "/replica"])
    [zone] = route53.list_hosted_zones()["HostedZones"]
    records = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    names = sorted(record["Name"].split(".")[0] for record in records if record["Type"] == "A")
    expect("names", names, ["node-1", "node-2", "node-3", "nodes", "primary", "replicas"])
    names = named.get_values_for_type(x509.DNSName)
    assert "*.sessions.redis.internal" in names and balancer["DNSName"] in names, names
if stage == "cluster":
    expect("the tier of the pointer", [p.get("Tier") for p in ssm.describe_parameters()["Parameters"] if p["Name"] == pointers[0]], ["Intelligent-Tiering"])
if stage == "backups":
    lambdas, scheduler, queues = make("lambda"), make("scheduler"), make("sqs")
    [function] = [f for f in lambdas.list_functions()["Functions"] if "REDIS_HA_BACKUP" in f.get("Environment", {}).get("Variables", {})]
    told = json.loads(function["Environment"]["Variables"]["REDIS_HA_BACKUP"])
    expect("servers the function is told", sorted(told["nodes"]), sorted(f"{i['PrivateIpAddress']}:6380" for i in interfaces))
    expect("length of the password it is told the secret of", len(secrets.get_secret_value(SecretId=told["secretId"])["SecretString"]), 48)
    expect("what it is told to trust", (told["tls"], secrets.get_secret_value(SecretId=told["tlsSecretId"])["SecretString"]), (True, certificates["ca.crt"]))
    make("s3").head_bucket(Bucket=told["store"].removeprefix("s3://"))
    expect("the function", (function["Handler"], len(function["VpcConfig"]["SubnetIds"])), ("index.handler", 3))
    expect("runs at once", lambdas.get_function_concurrency(FunctionName=function["FunctionName"])["ReservedConcurrentExecutions"], 1)
    [listed] = scheduler.list_schedules()["Schedules"]
    schedule = scheduler.get_schedule(Name=listed["Name"], GroupName=listed["GroupName"])
    expect("the schedule", (schedule["ScheduleExpression"], schedule["State"], schedule["Target"]["Arn"]), ("rate(1 hour)", "ENABLED", function["FunctionArn"]))
    [queue] = queues.list_queues()["QueueUrls"]
    arn = queues.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    expect("where events go that were given up", schedule["Target"]["DeadLetterConfig"]["Arn"], arn)
    invoke = lambdas.get_function_event_invoke_config(FunctionName=function["FunctionName"])
    expect("attempts after the first", invoke["MaximumRetryAttempts"], 0)
    expect("where failed runs go", invoke["DestinationConfig"]["OnFailure"]["Destination"], arn)
    alarms = {a["MetricName"]: a for a in make("cloudwatch").describe_alarms()["MetricAlarms"]}
    expect("alarms", sorted(alarms), ["ApproximateNumberOfMessagesVisible", "BackupVerified", "CertificateDaysLeft", "Duration", "Errors"])
    expect("absence of data is absence of backups", alarms["BackupVerified"]["TreatMissingData"], "breaching")

now = {"versions": versions, "plan": pointer["plan"]["sha256"], "authority": certificates["ca.crt"]}
if stage in ("replication", "cluster", "backups"):
    pass
elif stage == "deployed":
    json.dump(now, open(notes, "w"))
else:
    before = json.load(open(notes))
    assert now["plan"] != before["plan"], "the plan changed, the pointer did not"
    # What a change does: nobody is replaced, because no launch template has a new version.
    expect("the authority", now["authority"], before["authority"])
    expect("launch templates of the first nodes", {key: versions.get(key) for key in before["versions"]}, before["versions"])
