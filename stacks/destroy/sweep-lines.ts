import type { ClusterAccess } from "../cluster/command";

/**
 * The shell lines of the sweep. In order: GitOps controllers stop, since they would make again what is deleted; what
 * has a load balancer goes, each deletion waiting for its controller's finalizer; Karpenter's nodes go; workloads with
 * volumes go and then the claims, whose volumes their driver deletes. Last it looks whether AWS still has a load
 * balancer or a loose network interface of the cluster.
 */
export const sweepLines = ({ clusterName, region }: ClusterAccess): readonly string[] => [
  ...words,
  ...stopGitOps,
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
  // whether the cluster knows a kind at all
  'knows() { kube get "$1" --all-namespaces --output name > /dev/null 2>&1; }',
  // through a file: a command that fails in a pipe is not noticed
  `list() { kube get "$@" --all-namespaces --output 'jsonpath={range .items[*]}${namespaceAndName}{end}' > "$scratch/list"; }`,
  "kube get --raw /readyz > /dev/null || { say 'the API server does not answer; nothing was deleted'; exit 1; }",
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

const deleteKarpenterNodes = [
  "if knows nodepools.karpenter.sh; then",
  "  say 'deleting nodes of Karpenter'",
  "  kube delete nodepools.karpenter.sh --all --timeout 20m",
  "  kube delete nodeclaims.karpenter.sh --all --timeout 20m",
  "fi",
];

const deleteVolumes = [
  "list persistentvolumeclaims",
  `cut -d ' ' -f 1 "$scratch/list" | sort -u > "$scratch/namespaces"`,
  "while read -r namespace; do",
  '  say "deleting workloads and volume claims in $namespace"',
  "  kube delete deployments,statefulsets,daemonsets,cronjobs,jobs,replicasets,pods --all \\",
  '    --namespace "$namespace" --timeout 10m < /dev/null',
  '  kube delete persistentvolumeclaims --all --namespace "$namespace" --timeout 10m < /dev/null',
  'done < "$scratch/namespaces"',
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
  "tries=0",
  'while [ -n "$(left)" ]; do',
  "  tries=$((tries + 1))",
  '  if [ "$tries" -gt 60 ]; then say "still there after ten minutes: $(left | xargs)"; exit 1; fi',
  "  sleep 10",
  "done",
  "say 'nothing of the cluster is left that Terraform does not know'",
];
