"""What a deployment in two regions needs of the local AWS, and moto lacks: references from region to region, and what spans two."""
import re
import moto.cloudformation.parsing as parsing
from moto.cloudformation.models import cloudformation_backends
from moto.ec2.models import ec2_backends

ACCOUNT = "123456789012"
DEBIAN = "136693071363"


def references():
    """Fn::GetStackOutput, which reads an output of a stack in any region when its reader is deployed."""
    cleaned = parsing.clean_json

    def clean_json(value, resources_map):
        if isinstance(value, dict) and "Fn::GetStackOutput" in value:
            wanted = cleaned(value["Fn::GetStackOutput"], resources_map)
            region = wanted.get("Region") or resources_map._region_name
            # Not over HTTP: whoever creates a stack holds the lock that the answer would wait for.
            stack = cloudformation_backends[ACCOUNT][region].get_stack(wanted["StackName"])
            [found] = [output.value for output in stack.output_map.values() if output.key == wanted["OutputName"]]
            return found
        return cleaned(value, resources_map)
    parsing.clean_json = clean_json


def secret_text(client, region, text):
    """The value of a secret that another one refers to."""
    found = re.fullmatch(r"\{\{resolve:secretsmanager:(.+):SecretString:::?\}\}", text)
    return client("secretsmanager", region).get_secret_value(SecretId=found[1])["SecretString"] if found else text


def peering(client):
    def create(properties, name, region):
        peer = properties.get("PeerRegion", region)
        made = client("ec2", region).create_vpc_peering_connection(
            VpcId=properties["VpcId"], PeerVpcId=properties["PeerVpcId"], PeerRegion=peer)["VpcPeeringConnection"]["VpcPeeringConnectionId"]
        # As CloudFormation does within one account.
        client("ec2", peer).accept_vpc_peering_connection(VpcPeeringConnectionId=made)
        return made, {"Id": made}
    return create


def hosted_zone(client):
    def create(properties, name, region):
        first, *others = [{"VPCId": vpc["VPCId"], "VPCRegion": vpc["VPCRegion"]} for vpc in properties["VPCs"]]
        route53 = client("route53", region)
        made = route53.create_hosted_zone(
            Name=properties["Name"], CallerReference=name, VPC=first, HostedZoneConfig={"PrivateZone": True})["HostedZone"]["Id"]
        for vpc in others:
            route53.associate_vpc_with_hosted_zone(HostedZoneId=made, VPC=vpc)
        zone = made.removeprefix("/hostedzone/")
        return zone, {"Id": zone}
    return create


def images():
    """Debian's image, in every region that has been asked for anything."""
    for region in ("eu-central-1", "eu-west-1"):
        image = ec2_backends[ACCOUNT][region].register_image(name="debian-13-arm64-20261101-1", description="Debian 13")
        image.owner_id, image.architecture, image.state = DEBIAN, "arm64", "available"
