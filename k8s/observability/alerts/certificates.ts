import type { RuleGroup } from "../watched";

/** Alerts about certificates before anybody is served an old one (cert-manager, pkg/metrics). */
export const certificateRules: RuleGroup = {
  name: "certificates",
  rules: [
    {
      alert: "CertificateNotReady",
      expr: 'max by (namespace, name) (certmanager_certificate_ready_status{condition!="True"}) == 1',
      for: "1h",
      labels: { severity: "warning" },
      annotations: {
        summary: "The Certificate {{ $labels.namespace }}/{{ $labels.name }} is not ready",
        description:
          "kubectl describe its CertificateRequest, Order and Challenge; they say what the issuer refuses.",
      },
    },
    {
      alert: "CertificateExpires",
      expr: `min by (namespace, name) (
  certmanager_certificate_expiration_timestamp_seconds > 0
) - time() < 7 * 24 * 3600`,
      for: "1h",
      labels: { severity: "critical" },
      annotations: {
        summary:
          "The Certificate {{ $labels.namespace }}/{{ $labels.name }} expires in {{ $value | humanizeDuration }}",
        description: "It should have been renewed long ago: cert-manager fails to.",
      },
    },
    {
      alert: "CertManagerDown",
      expr: 'absent(up{job="cert-manager"} == 1)',
      for: "10m",
      labels: { severity: "warning" },
      annotations: {
        summary: "cert-manager does not answer Prometheus",
        description: "Nothing is renewed while it does not run.",
      },
    },
  ],
};
