import { type Cases, traefik } from "./case";

const route = (name: string, match: string, rest = "", spec = ""): string =>
  traefik(
    "IngressRoute",
    name,
    `${spec}  routes:\n  - { kind: Rule, match: ${match}${rest}, services: [{ name: web, port: 80 }] }\n`,
  );

export const conflictCases: Cases = {
  E7: [
    {
      finds: {
        yaml:
          route("all", "Host(`a.example`)", ", priority: 100") +
          route("one", "Host(`a.example`) && Path(`/b`)"),
        finding:
          "13:19 error IngressRoute apps/one: All requests that fit this rule fit Host(`a.example`) of IngressRoute apps/all too",
      },
      // a longer rule goes first by itself
      passes: { yaml: route("all", "Host(`a.example`)") + route("one", "Host(`a.example`) && Path(`/b`)") },
    },
    {
      finds: {
        yaml:
          route("all", "HostRegexp(`^.+$`)", ", priority: 1000", "  tls: {}\n") +
          route("one", "Host(`a.example`)", "", "  tls: {}\n"),
        finding: "15:19 error IngressRoute apps/one: All requests that fit this rule fit HostRegexp(`^.+$`)",
      },
      // with TLS and without, routes do not meet
      passes: {
        yaml:
          route("all", "HostRegexp(`^.+$`)", ", priority: 1000", "  tls: {}\n") +
          route("one", "Host(`a.example`)"),
      },
    },
  ],
  E8: [
    {
      finds: {
        yaml:
          route("one", "Host(`a.example`) && PathPrefix(`/b`)") +
          route("two", "PathPrefix(`/b`) && Host(`a.example`)"),
        finding:
          "13:19 error IngressRoute apps/two: Requests fit both this rule and Host(`a.example`) && PathPrefix(`/b`) of IngressRoute apps/one",
      },
      passes: {
        yaml:
          route("one", "Host(`a.example`) && PathPrefix(`/b`)") +
          route("two", "PathPrefix(`/b`) && Host(`a.example`)", ", priority: 1000"),
      },
    },
    {
      finds: {
        yaml: route("one", "Host(`a.example`)") + route("two", "Host(`*.example`)", ", priority: 17"),
        finding: "13:19 error IngressRoute apps/two: Requests fit both this rule and Host(`a.example`)",
      },
      // as long, and for another host
      passes: { yaml: route("one", "Host(`a.example`)") + route("two", "Host(`b.example`)") },
    },
  ],
};
