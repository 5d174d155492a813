"""A local AWS for `npm run test:local-aws`: moto's server, plus the CloudFormation types a RedisSentinel stack needs and moto lacks."""
import http.server, json, os, random, string, subprocess, sys, threading
import boto3
import moto.cloudformation.parsing as parsing
import moto.cloudformation.responses as responses
from moto.core.common_models import CloudFormationModel
from moto.ec2.models.elastic_block_store import Volume
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ssm.models import Parameter
import regions

ENDPOINT = f"http://127.0.0.1:{os.environ['MOTO_PORT']}"


def client(service, region):
    return boto3.client(service, region_name=region, endpoint_url=ENDPOINT, aws_access_key_id="x", aws_secret_access_key="x")


def model(cfn_type, create, delete=None, update=None):
    """Declares a CloudFormation type: create(properties, generated_name, region) -> (Ref, attributes)."""

    class Resource(CloudFormationModel):
        __module__ = "local_aws.extra"  # moto reads the name of a service out of it
        @staticmethod
        def cloudformation_type(): return cfn_type
        @staticmethod
        def cloudformation_name_type(): return ""
        @classmethod
        def has_cfn_attr(cls, attr): return True
        @classmethod
        def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **_):
            self = cls()
            self.properties = cloudformation_json.get("Properties", {})
            self.region = region_name
            self.reference, self.attributes = create(self.properties, resource_name, region_name)
            return self
        @classmethod
        def update_from_cloudformation_json(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
            # In place: what most of these types hold is never looked at after an update.
            original_resource.properties = cloudformation_json.get("Properties", {})
            if update: update(original_resource.properties, original_resource.reference, region_name)
            return original_resource
        @classmethod
        def delete_from_cloudformation_json(cls, *_): pass
        def delete(self, account_id, region):
            if delete: delete(self.reference, region)
        def get_cfn_attribute(self, name): return self.attributes[name]
        def is_created(self): return True
        @property
        def physical_resource_id(self): return self.reference

    return Resource


def secret(properties, name, region):
    name = properties.get("Name", name)
    copies = {"AddReplicaRegions": [{"Region": copy["Region"]} for copy in properties["ReplicaRegions"]]} if "ReplicaRegions" in properties else {}
    if "GenerateSecretString" not in properties:
        text = {"SecretString": regions.secret_text(client, region, properties["SecretString"])} if "SecretString" in properties else {}
        made = client("secretsmanager", region).create_secret(Name=name, **text, **copies)
        return made["ARN"], {"Id": made["ARN"]}
    spec = properties["GenerateSecretString"]
    assert spec.get("ExcludePunctuation") in (True, "true"), "a password with punctuation would need quoting in configuration files"
    password = "".join(random.choices(string.ascii_letters + string.digits, k=int(spec["PasswordLength"])))
    made = client("secretsmanager", region).create_secret(Name=name, SecretString=password)
    return made["ARN"], {"Id": made["ARN"]}


def certificates(properties, name, region, request="Create"):
    """Calls the function behind the custom resource as Lambda would: the very file that is deployed, with the environment it was given."""
    answers = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_PUT(self):
            answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()
        def log_message(self, *_): pass

    told = client("lambda", region).get_function_configuration(FunctionName=properties["ServiceToken"])["Environment"]["Variables"]
    handler = os.path.join(os.path.dirname(__file__), "../../dist/issuer/handler/index.js")
    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        event = {"RequestType": request, "ResponseURL": f"http://127.0.0.1:{server.server_port}/", "StackId": "stack", "RequestId": "request",
                 "LogicalResourceId": name}
        program = "require(process.argv[1]).handler(JSON.parse(process.argv[2])).catch((failure) => { console.error(failure); process.exit(1); })"
        subprocess.run(["node", "-e", program, handler, json.dumps(event)], check=True, env={
            "PATH": os.environ["PATH"], "AWS_ENDPOINT_URL": ENDPOINT, "AWS_REGION": region, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", **told})
        server.shutdown()
    [answer] = answers
    assert answer["Status"] == "SUCCESS", answer
    return answer["PhysicalResourceId"], answer["Data"]


def alarm(properties, name, region):
    numbers = {key: float(properties[key]) for key in ("Threshold",) if key in properties}
    numbers |= {key: int(properties[key]) for key in ("Period", "EvaluationPeriods") if key in properties}
    client("cloudwatch", region).put_metric_alarm(**{**properties, **numbers, "AlarmName": name})
    return name, {}


def egress(properties, name, region):
    permission = {"IpProtocol": properties["IpProtocol"], "FromPort": int(properties["FromPort"]), "ToPort": int(properties["ToPort"]),
                  **({"IpRanges": [{"CidrIp": properties["CidrIp"]}]} if "CidrIp" in properties
                     else {"UserIdGroupPairs": [{"GroupId": properties["DestinationSecurityGroupId"]}]})}
    client("ec2", region).authorize_security_group_egress(GroupId=properties["GroupId"], IpPermissions=[permission])
    return name, {}


def numbers(properties, *keys):
    return {key: int(properties[key]) for key in keys if key in properties}


def load_balancer(properties, name, region):
    # moto's own CloudFormation model makes an application load balancer of every one.
    [made] = client("elbv2", region).create_load_balancer(
        Name=name[-32:].strip("-"), Type=properties["Type"], Scheme=properties["Scheme"], Subnets=properties["Subnets"],
        SecurityGroups=properties["SecurityGroups"])["LoadBalancers"]
    client("elbv2", region).modify_load_balancer_attributes(LoadBalancerArn=made["LoadBalancerArn"], Attributes=[
        one for one in properties["LoadBalancerAttributes"] if one["Key"].startswith(("load_balancing", "deletion"))])
    return made["LoadBalancerArn"], {
        "DNSName": made["DNSName"], "CanonicalHostedZoneID": made["CanonicalHostedZoneId"], "LoadBalancerFullName": name}


def target_group(properties, name, region):
    keys = ("HealthCheckIntervalSeconds", "HealthCheckTimeoutSeconds", "HealthyThresholdCount", "UnhealthyThresholdCount", "Port")
    [made] = client("elbv2", region).create_target_group(
        Name=name[-32:].strip("-"), **numbers(properties, *keys),
        **{key: properties[key] for key in ("Protocol", "VpcId", "TargetType", "HealthCheckProtocol", "HealthCheckPort", "HealthCheckPath", "Matcher")},
    )["TargetGroups"]
    client("elbv2", region).register_targets(TargetGroupArn=made["TargetGroupArn"], Targets=[{"Id": one["Id"]} for one in properties["Targets"]])
    return made["TargetGroupArn"], {"TargetGroupFullName": name}


def listener(properties, name, region):
    [made] = client("elbv2", region).create_listener(
        LoadBalancerArn=properties["LoadBalancerArn"], Protocol=properties["Protocol"], Port=int(properties["Port"]),
        DefaultActions=[{"Type": "forward", "TargetGroupArn": one["TargetGroupArn"]} for one in properties["DefaultActions"]])["Listeners"]
    return made["ListenerArn"], {}


def schedule_group(properties, name, region):
    made = client("scheduler", region).create_schedule_group(Name=properties.get("Name", name)[-64:])
    return properties.get("Name", name)[-64:], {"Arn": made["ScheduleGroupArn"]}


def schedule(properties, name, region):
    target = properties["Target"]
    target["RetryPolicy"] = numbers(target["RetryPolicy"], "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
    window = {**properties["FlexibleTimeWindow"], **numbers(properties["FlexibleTimeWindow"], "MaximumWindowInMinutes")}
    keys = ("Description", "GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "State")
    made = client("scheduler", region).create_schedule(
        Name=name[-64:], FlexibleTimeWindow=window, Target=target, **{key: properties[key] for key in keys if key in properties})
    return name[-64:], {"Arn": made["ScheduleArn"]}


def delete_schedule(name, region):
    scheduler = client("scheduler", region)
    for one in scheduler.list_schedules()["Schedules"]:
        if one["Name"] == name: scheduler.delete_schedule(Name=name, GroupName=one["GroupName"])


def event_invoke_config(properties, name, region):
    client("lambda", region).put_function_event_invoke_config(
        FunctionName=properties["FunctionName"], DestinationConfig=properties["DestinationConfig"],
        **numbers(properties, "MaximumEventAgeInSeconds", "MaximumRetryAttempts"))
    return name, {}


def nothing(properties, name, region):
    return name, {}


EXTRA = {resource.cloudformation_type(): resource for resource in (
    model("AWS::SecretsManager::Secret", secret, lambda arn, region: client("secretsmanager", region).delete_secret(SecretId=arn, ForceDeleteWithoutRecovery=True)),
    model("Custom::RedisHaCertificates", certificates, update=lambda properties, name, region: certificates(properties, name, region, "Update")),
    model("AWS::CloudWatch::Alarm", alarm, lambda name, region: client("cloudwatch", region).delete_alarms(AlarmNames=[name])),
    model("AWS::EC2::SecurityGroupEgress", egress),
    model("AWS::EC2::VPCPeeringConnection", regions.peering(client)),
    model("AWS::Route53::HostedZone", regions.hosted_zone(client), lambda zone, region: client("route53", region).delete_hosted_zone(Id=zone)),
    model("AWS::ElasticLoadBalancingV2::LoadBalancer", load_balancer,
          lambda arn, region: client("elbv2", region).delete_load_balancer(LoadBalancerArn=arn)),
    model("AWS::ElasticLoadBalancingV2::TargetGroup", target_group,
          lambda arn, region: client("elbv2", region).delete_target_group(TargetGroupArn=arn)),
    model("AWS::ElasticLoadBalancingV2::Listener", listener,
          lambda arn, region: client("elbv2", region).delete_listener(ListenerArn=arn)),
    model("AWS::Scheduler::ScheduleGroup", schedule_group, lambda name, region: client("scheduler", region).delete_schedule_group(Name=name)),
    model("AWS::Scheduler::Schedule", schedule, delete_schedule),
    model("AWS::Lambda::EventInvokeConfig", event_invoke_config),
    model("AWS::SQS::QueuePolicy", nothing),
    model("AWS::SNS::TopicPolicy", nothing),
    # moto enforces Deny statements without looking at their conditions, so the bootstrap bucket's TLS rule would lock everyone out.
    model("AWS::S3::BucketPolicy", nothing),
    model("AWS::CDK::Metadata", nothing),
    # The CDK's own custom resource empties the VPC's default security group; Lambda would need docker here.
    model("Custom::VpcRestrictDefaultSG", nothing),
)}
known = parsing.resource_class_from_type
parsing.resource_class_from_type = lambda cfn_type: EXTRA.get(cfn_type) or known(cfn_type)
regions.references()


def also(cls, finish):
    """Applies properties that moto's own CloudFormation model of a type drops."""
    create = cls.create_from_cloudformation_json.__func__

    def created(cls_, resource_name, cloudformation_json, account_id, region_name, **more):
        resource = create(cls_, resource_name, cloudformation_json, account_id, region_name, **more)
        finish(resource, cloudformation_json.get("Properties", {}), region_name)
        return resource
    cls.create_from_cloudformation_json = classmethod(created)


def finish_volume(volume, properties, region):
    volume.volume_type = properties.get("VolumeType", "gp2")
    volume.encrypted = properties.get("Encrypted") in (True, "true")
    client("ec2", region).create_tags(Resources=[volume.id], Tags=properties["Tags"])


def finish_interface(interface, properties, region):
    client("ec2", region).modify_network_interface_attribute(NetworkInterfaceId=interface.id, Groups=properties["GroupSet"])
    client("ec2", region).create_tags(Resources=[interface.id], Tags=properties["Tags"])


also(Volume, finish_volume)
also(NetworkInterface, finish_interface)


def named(cls):
    """Names a resource whose template leaves the name to CloudFormation, and keeps the name in an update."""
    create, update = cls.create_from_cloudformation_json.__func__, cls.update_from_cloudformation_json.__func__

    def created(cls_, resource_name, cloudformation_json, account_id, region_name, **more):
        cloudformation_json["Properties"].setdefault("Name", resource_name)
        return create(cls_, resource_name, cloudformation_json, account_id, region_name, **more)

    def updated(cls_, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        cloudformation_json["Properties"]["Name"] = original_resource.name
        return update(cls_, original_resource, new_resource_name, cloudformation_json, account_id, region_name)
    cls.create_from_cloudformation_json, cls.update_from_cloudformation_json = classmethod(created), classmethod(updated)


named(Parameter)


def deletable(cls, service, call):
    cls.delete = lambda self, account_id, region: call(client(service, region), self)


from moto.ec2.models.route_tables import RouteTable
from moto.ec2.models.vpcs import VPCEndPoint


def delete_route_table(ec2, table):
    # moto cannot delete an endpoint whose route table is gone; refused here, it is tried again after the endpoint.
    if any(table.id in endpoint.get("RouteTableIds", []) for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]
           if endpoint["State"] == "available"):
        raise RuntimeError(f"{table.id} is used by an endpoint")
    for association in ec2.describe_route_tables(RouteTableIds=[table.id])["RouteTables"][0]["Associations"]:
        ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    ec2.delete_route_table(RouteTableId=table.id)


deletable(RouteTable, "ec2", delete_route_table)
deletable(Volume, "ec2", lambda ec2, volume: ec2.delete_volume(VolumeId=volume.id))
deletable(NetworkInterface, "ec2", lambda ec2, interface: ec2.delete_network_interface(NetworkInterfaceId=interface.id))
deletable(VPCEndPoint, "ec2", lambda ec2, endpoint: ec2.delete_vpc_endpoints(VpcEndpointIds=[endpoint.id]))

# What keeps a stack from being deleted is worth a line in the log; moto tries again and then says only that it failed.
delete = parsing.ResourceMap._delete_resource


def delete_resource(self, resource, definition):
    try:
        return delete(self, resource, definition)
    except Exception as failure:
        print("cannot delete", definition["Type"], type(failure).__name__, failure, file=sys.stderr, flush=True)
        raise


parsing.ResourceMap._delete_resource = delete_resource

# moto makes resources while it answers; a DescribeStacks during CreateStack would make them twice.
lock, answer = threading.RLock(), responses.CloudFormationResponse.call_action


def one_at_a_time(self):
    with lock:
        return answer(self)


responses.CloudFormationResponse.call_action = one_at_a_time

if __name__ == "__main__":
    from moto.server import main
    regions.images()
    main(sys.argv[1:])
