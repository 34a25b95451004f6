/**
 * Custom resources go while Consul's controller is there, which takes each one out of Consul before it lets it go. In
 * this order: Consul keeps the protocol of a service for as long as something counts on it.
 */
export const consulSweep: readonly string[] = [
  `for kind in ${[
    "serviceintentions",
    "servicerouters",
    "servicesplitters",
    "serviceresolvers",
    "terminatinggateways",
    "servicedefaults",
    "meshes",
    "proxydefaults",
  ].join(" ")}; do`,
  '  kind="$kind.consul.hashicorp.com"',
  '  if knows "$kind"; then',
  '    say "deleting $kind"',
  '    kube delete "$kind" --all --all-namespaces --timeout 10m',
  "  fi",
  "done",
];
