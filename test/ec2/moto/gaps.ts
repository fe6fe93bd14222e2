/** Ends of `call: path` of what only one side says, by the reason why that is right. */
export type Gaps = Readonly<Record<string, readonly string[]>>;

/**
 * What moto 5.1.1 lacks of what AWS says and our endpoint too. Besides that the test leaves out what moto does wrong: it
 * makes two instances for one ClientToken, fails (HTTP 500) on snapshot tags of CreateImage, gives an image's name twice,
 * has no pending image, starts an image that there is none of, removes a security group
 * that is in use, and creates a weighted record that is there already.
 */
export const MOTO_LACKS: Gaps = {
  'moto knows one kind of parameter': ['PutParameter: Tier'],
  'moto takes the options and never tells them': ['.MetadataOptions'],
  'moto does not know whether an image is encrypted': ['Images[].BlockDeviceMappings[].Ebs.Encrypted'],
  'younger than moto': [
    'Images[].ImdsSupport',
    'Images[].SourceImageId',
    'Images[].SourceImageRegion',
    'Images[].SourceInstanceId',
  ],
  'moto tells public addresses with the instance alone': [
    'NetworkInterfaces[].Association',
    'NetworkInterfaces[].PrivateIpAddresses[].Association',
  ],
  'moto tells less of a thing that was just made or changed than of one that is looked at': [
    'CreateLoadBalancer: LoadBalancers[].IpAddressType',
    'CreateTargetGroup: TargetGroups[].LoadBalancerArns',
    'ModifyTargetGroup: TargetGroups[].HealthCheckEnabled',
    'ModifyTargetGroup: TargetGroups[].TargetType',
    'ModifyTargetGroup: TargetGroups[].ProtocolVersion',
    'ModifyTargetGroup: TargetGroups[].IpAddressType',
  ],
  'whatever moto has registered is healthy at once': ['TargetHealthDescriptions[].TargetHealth.Reason'],
  'moto tells of no more zones, and so not of how many it would': ['ListHostedZonesByName: MaxItems'],
  'moto tells less of an interface with its instance than by itself, and the other way': [
    'Instances[].NetworkInterfaces[].InterfaceType',
    'Instances[].NetworkInterfaces[].Attachment.NetworkCardIndex',
    'Instances[].NetworkInterfaces[].Ipv6Addresses',
    'Instances[].NetworkInterfaces[].PrivateDnsName',
    'DescribeNetworkInterfaces: NetworkInterfaces[].Description',
  ],
};

/** Calls of ours that moto does not know. */
export const MOTO_HAS_NOT: readonly string[] = [
  'EnableImageDeprecation',
  'DescribeInstanceInformation',
  'DescribeSessions',
  'StartSession',
  'TerminateSession',
];

/** What moto says and our endpoint does not. */
export const WE_LACK: Gaps = {
  'AWS leaves the list out where there is no tag': [
    'Vpcs[].Tags',
    '(public): Images[].Tags',
    'NetworkInterfaces[].TagSet',
  ],
  'the tags of the image, which AWS gives to its snapshot only when the call says so': ['Snapshots[].Tags'],
  'of paravirtual machines and Windows, which nobody here starts': [
    'Images[].KernelId',
    'Images[].RamdiskId',
    'Images[].Platform',
    'Instances[].KernelId',
    'Instances[].Platform',
  ],
  'Amazon has an alias, Debian has none': ['Images[].ImageOwnerAlias'],
  'groups of EC2-Classic, which is no more': ['RunInstances: Groups[]'],
  'AWS gives a reason for a state that came of something': [
    'RunInstances: Instances[].StateReason',
    'DescribeInstances: Reservations[].Instances[].StateReason',
  ],
  'who has asked for an interface in the name of another: nobody': ['NetworkInterfaces[].RequesterId'],
  'AWS forgets the network of a machine that has ended': [
    'terminated: Reservations[].Instances[].NetworkInterfaces[]',
    'terminated: Reservations[].Instances[].SecurityGroups[]',
    'terminated: Reservations[].Instances[].SourceDestCheck',
    'terminated: Reservations[].Instances[].SubnetId',
    'terminated: Reservations[].Instances[].VpcId',
    'terminated: Reservations[].Instances[].PrivateIpAddress',
  ],
  'of listeners for HTTPS and TLS, which this one is not': ['Listeners[].SslPolicy', 'Listeners[].AlpnPolicy'],
  'a header with the address of the zone, which nobody here asks': ['CreateHostedZone: Location'],
  'of a type nobody here asks more than its processor and memory': [
    'InstanceTypes[].FreeTierEligible',
    'InstanceTypes[].SupportedVirtualizationTypes',
    'InstanceTypes[].BareMetal',
    'InstanceTypes[].ProcessorInfo.SustainedClockSpeedInGhz',
    'InstanceTypes[].VCpuInfo.DefaultCores',
    'InstanceTypes[].VCpuInfo.DefaultThreadsPerCore',
    'InstanceTypes[].VCpuInfo.ValidCores',
    'InstanceTypes[].VCpuInfo.ValidThreadsPerCore',
    'InstanceTypes[].InstanceStorageSupported',
    'InstanceTypes[].InstanceStorageInfo',
    'InstanceTypes[].EbsInfo',
    'InstanceTypes[].NetworkInfo',
    'InstanceTypes[].PlacementGroupInfo',
    'InstanceTypes[].HibernationSupported',
    'InstanceTypes[].BurstablePerformanceSupported',
    'InstanceTypes[].DedicatedHostsSupported',
    'InstanceTypes[].AutoRecoverySupported',
  ],
};
