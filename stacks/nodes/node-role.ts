/**
 * AWS managed policies of a node: to join, to pull images, and to be reached through Session Manager. Its pods' network
 * is the CNI's own identity's, so that no pod finds those rights on the node.
 */
export const nodePolicies = [
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEKSWorkerNodePolicy",
  "AmazonSSMManagedInstanceCore",
] as const;
