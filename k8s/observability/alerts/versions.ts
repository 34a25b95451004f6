import type { Service } from "../../../platform/services/model";
import type { Recording, RuleGroup } from "../watched";

/** Requests to one version of a service, as selectors of a counter. */
export interface VersionRequests {
  /** All of them: `traefik_service_requests_total{…}`. */
  readonly all: string;
  /** Those that were answered with a 5xx. */
  readonly failed: string;
}

/** Series that versions are compared by: one for each, whatever counts the requests. */
const errorRatio = "version:request_errors:ratio_rate5m";
const requestRate = "version:requests:rate5m";

/**
 * What tells whether a new version may have more of the requests. Each target counts them in its own way; here they
 * become one series for each version.
 *
 * @param requestsOf undefined where nothing tells the versions apart
 */
export function versionRules(
  services: readonly Service[],
  requestsOf: (service: Service, version: string) => VersionRequests | undefined,
): readonly RuleGroup[] {
  const recordings = services.flatMap((service) =>
    service.workloads.flatMap(({ version }) => {
      const requests = version === undefined ? undefined : requestsOf(service, version);
      return version === undefined || requests === undefined ? [] : recordingsOf(service, version, requests);
    }),
  );
  if (recordings.length === 0) return [];
  return [
    {
      name: "versions",
      rules: [
        ...recordings,
        {
          alert: "VersionFails",
          expr: `${errorRatio} > 0.05
and
${errorRatio} > on (namespace, service) group_left () (2 * min by (namespace, service) (${errorRatio}))
and
${requestRate} > 0.1`,
          for: "5m",
          labels: { severity: "critical" },
          annotations: {
            summary:
              "Version {{ $labels.version }} of {{ $labels.namespace }}/{{ $labels.service }} fails for {{ $value | humanizePercentage }} of requests",
            description: "More than twice as often as the service's best version: give it less weight.",
          },
        },
      ],
    },
  ];
}

// --- internal ---

function recordingsOf(
  { name, namespace }: Service,
  version: string,
  { all, failed }: VersionRequests,
): readonly Recording[] {
  const labels = { namespace, service: name, version };
  return [
    {
      record: errorRatio,
      // without a single failure there is no such series, and the ratio is 0 all the same
      expr: `(sum(rate(${failed}[5m])) or vector(0)) / sum(rate(${all}[5m]))`,
      labels,
    },
    { record: requestRate, expr: `sum(rate(${all}[5m]))`, labels },
  ];
}
