import type { ClusterAccess } from "../cluster/command";

/**
 * The shell lines of the sweep. In order: GitOps controllers stop, since they would make again what is deleted; what
 * the mesh's controllers must let go of goes, by the lines that its target gives; what has a load balancer goes, each deletion waiting for its controller's finalizer; Karpenter's nodes go; workloads with
 * volumes go and then the claims, whose volumes their driver deletes. Last it looks whether AWS still has a load
 * balancer or a loose network interface of the cluster. Whatever it cannot find out stops it.
 */
export const sweepLines = (
  { clusterName, region }: ClusterAccess,
  mesh: readonly string[],
): readonly string[] => [
  ...words,
  ...stopGitOps,
  ...mesh,
  ...deleteLoadBalancers,
  ...deleteKarpenterNodes,
  ...deleteVolumes,
  ...waitForAws(clusterName, region),
];

// --- internal ---

/** A line for each object: its namespace and its name. */
const namespaceAndName = '{.metadata.namespace}{" "}{.metadata.name}{"\\n"}';

const words = [
  'say() { echo "sweep: $*" >&2; }',
  "kube get --raw /readyz > /dev/null || { say 'the API server does not answer; nothing was deleted'; exit 1; }",
  // answers go through files: a command that fails in a pipe is not noticed
  'kube api-resources --output name > "$scratch/kinds"',
  'knows() { grep -qx "$1" "$scratch/kinds"; }',
  `list() { kube get "$@" --all-namespaces --output 'jsonpath={range .items[*]}${namespaceAndName}{end}' > "$scratch/list"; }`,
  // repeats a command that lists what is left, until it lists nothing
  "gone() {",
  "  tries=0",
  '  "$@" > "$scratch/left"',
  '  while grep -q . "$scratch/left"; do',
  "    tries=$((tries + 1))",
  '    if [ "$tries" -gt 60 ]; then say "still there after ten minutes: $(xargs < "$scratch/left")"; exit 1; fi',
  "    sleep 10",
  '    "$@" > "$scratch/left"',
  "  done",
  "}",
];

const stopGitOps = [
  "for part in argocd flux; do",
  "  for kind in deployments statefulsets; do",
  '    list "$kind" --selector "app.kubernetes.io/part-of=$part"',
  "    while read -r namespace name; do",
  '      say "stopping $part: $namespace/$name"',
  '      kube scale "$kind" "$name" --namespace "$namespace" --replicas 0 < /dev/null',
  '    done < "$scratch/list"',
  "  done",
  "done",
];

const deleteLoadBalancers = [
  "for kind in ingresses.networking.k8s.io gateways.gateway.networking.k8s.io; do",
  '  if knows "$kind"; then kube delete "$kind" --all --all-namespaces --timeout 15m; fi',
  "done",
  `kube get services --all-namespaces --output 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}${namespaceAndName}{end}' > "$scratch/services"`,
  "while read -r namespace name; do",
  '  say "deleting Service $namespace/$name and its load balancer"',
  '  kube delete service "$name" --namespace "$namespace" --timeout 15m < /dev/null',
  'done < "$scratch/services"',
];

/** Karpenter drains its nodes by eviction, which a disruption budget refuses once evicted pods find no other node. */
const deleteKarpenterNodes = [
  "if knows nodepools.karpenter.sh; then",
  "  say 'deleting nodes of Karpenter'",
  "  kube delete poddisruptionbudgets.policy --all --all-namespaces",
  "  for kind in nodepools.karpenter.sh nodeclaims.karpenter.sh ec2nodeclasses.karpenter.k8s.aws; do",
  '    if knows "$kind"; then kube delete "$kind" --all --timeout 20m; fi',
  "  done",
  "fi",
];

/** Namespaces of the cluster's own are left alone: the volumes' driver and the network are in them. */
const deleteVolumes = [
  "list persistentvolumeclaims",
  `cut -d ' ' -f 1 "$scratch/list" | sort -u | sed '/^kube-/d' > "$scratch/namespaces"`,
  "while read -r namespace; do",
  '  say "deleting workloads and volume claims in $namespace"',
  "  kube delete deployments,statefulsets,daemonsets,cronjobs,jobs,replicasets,pods --all \\",
  '    --namespace "$namespace" --timeout 10m < /dev/null',
  '  kube delete persistentvolumeclaims --all --namespace "$namespace" --timeout 10m < /dev/null',
  'done < "$scratch/namespaces"',
  // a claim is gone before its volume is
  "volumes() {",
  `  kube get persistentvolumes --output 'jsonpath={range .items[?(@.spec.persistentVolumeReclaimPolicy=="Delete")]}{.spec.claimRef.namespace}{"/"}{.metadata.name}{"\\n"}{end}' > "$scratch/volumes"`,
  `  sed '/^kube-/d' "$scratch/volumes"`,
  "}",
  "gone volumes",
];

/** The controller and the CNI tag what they make with the cluster's name. */
const waitForAws = (clusterName: string, region: string) => [
  "left() {",
  `  aws resourcegroupstaggingapi get-resources --region ${region} --output text \\`,
  "    --resource-type-filters elasticloadbalancing:loadbalancer \\",
  `    --tag-filters Key=elbv2.k8s.aws/cluster,Values=${clusterName} \\`,
  "    --query 'ResourceTagMappingList[].ResourceARN'",
  `  aws ec2 describe-network-interfaces --region ${region} --output text \\`,
  `    --filters Name=status,Values=available Name=tag:cluster.k8s.amazonaws.com/name,Values=${clusterName} \\`,
  "    --query 'NetworkInterfaces[].NetworkInterfaceId'",
  "}",
  "gone left",
  "say 'nothing of the cluster is left that Terraform does not know'",
];
