"""Asks the local AWS whether two regions were deployed as the design says."""
import json, os
import boto3

HOME, OTHER, THIRD = "eu-central-1", "eu-west-1", "eu-west-3"
make = lambda service, region=HOME: boto3.client(service, region_name=region, endpoint_url=os.environ["AWS_ENDPOINT_URL"])


def expect(what, got, wanted):
    if got != wanted:
        raise SystemExit(f"{what}: got {got}, expected {wanted}")


def nodes(region):
    """Node to its address."""
    interfaces = make("ec2", region).describe_network_interfaces()["NetworkInterfaces"]
    tags = [({tag["Key"]: tag["Value"] for tag in one["TagSet"]}, one) for one in interfaces]
    return {found["redis-ha:node"]: one["PrivateIpAddress"] for found, one in tags if "redis-ha:node" in found}


def pointer(region):
    ssm = make("ssm", region)
    [name] = [one["Name"] for one in ssm.describe_parameters()["Parameters"] if "Pointer" in one["Name"]]
    return json.loads(ssm.get_parameter(Name=name)["Parameter"]["Value"])


home, other = nodes(HOME), nodes(OTHER)
expect("nodes", (sorted(home), sorted(other)), (["node-1", "node-2", "node-3"], ["r2-node-1", "r2-node-2", "r2-node-3"]))
here, there = pointer(HOME), pointer(OTHER)
expect("the plan of both", here["plan"]["sha256"], there["plan"]["sha256"])
expect("own addresses", (here["bindings"]["addresses"], there["bindings"]["addresses"]), (home, other))

route53 = make("route53")
[zone] = route53.list_hosted_zones()["HostedZones"]
records = {one["Name"].rstrip("."): one for one in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]}
addresses = lambda name: sorted(record["Value"] for record in records[name]["ResourceRecords"])
expect("where the home region finds the other's nodes", {node: addresses(name) for node, name in here["hosts"].items()}, {node: [ip] for node, ip in other.items()})
expect("and the other way round", {node: addresses(name) for node, name in there["hosts"].items()}, {node: [ip] for node, ip in home.items()})
expect("where clients begin", addresses("active.cache.redis-ha.internal"), ["region-1.cache.redis-ha.internal"])
expect("which leads to", addresses("region-1.cache.redis-ha.internal"), sorted(home.values()))
expect("regions that see the names", sorted(vpc["VPCRegion"] for vpc in route53.get_hosted_zone(Id=zone["Id"])["VPCs"]), [HOME, OTHER])

for user, arn in here["secretIds"].items():
    value = lambda region, secret: make("secretsmanager", region).get_secret_value(SecretId=secret)["SecretString"]
    expect(f"password of {user} in the other region", value(OTHER, there["secretIds"][user]), value(HOME, arn))
certificate = lambda region: make("secretsmanager", region).get_secret_value(SecretId="redis-ha/cache/certificate")["SecretString"]
expect("the certificate in the other region", certificate(OTHER), certificate(HOME))

expect("the witness", here["witness"], there["witness"])
bucket = here["witness"]["url"].removeprefix("https://").split(".")[0]
expect("its region", make("s3", THIRD).get_bucket_location(Bucket=bucket)["LocationConstraint"], THIRD)

[peering] = make("ec2", HOME).describe_vpc_peering_connections()["VpcPeeringConnections"]
expect("the peering connection", peering["Status"]["Code"], "active")
for region, cidr in ((HOME, "10.1.0.0/16"), (OTHER, "10.0.0.0/16")):
    ec2 = make("ec2", region)
    tables = ec2.describe_route_tables()["RouteTables"]
    routes = [route for table in tables for route in table["Routes"] if route.get("VpcPeeringConnectionId") == peering["VpcPeeringConnectionId"]]
    expect(f"routes of {region}", [route["DestinationCidrBlock"] for route in routes], [cidr] * 3)
    [group] = [one for one in ec2.describe_security_groups()["SecurityGroups"] if one["Description"] == "Redis nodes of cache"]
    open_to = {ip["CidrIp"] for rule in group["IpPermissions"] for ip in rule["IpRanges"]}
    expect(f"who is let in to the nodes of {region}", {one[:5] for one in open_to}, {cidr[:5]})
    documents = make("ssm", region).list_documents(Filters=[{"Key": "Owner", "Values": ["Self"]}])["DocumentIdentifiers"]
    [document] = [make("ssm", region).get_document(Name=one["Name"])["Content"] for one in documents]
    text = document if isinstance(document, str) else json.dumps(document)
    assert "redis-ha-agent.js region announce" in text and "active.cache.redis-ha.internal" in text, text[:2000]
